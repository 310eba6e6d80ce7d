"""A whole channel in some 70 lines, 15 of them imports: a form on a website, whose
answers go by the unit's mail line. docs/ADDING_A_CHANNEL.md is written from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.channels import Accept
from gateway.domain import addresses
from gateway.domain.channel_traits import Traits
from gateway.domain.errors import Problem, Unreadable
from gateway.domain.model import Decoded, Received
from gateway.domain.reasons import text
from gateway.domain.text import clean
from gateway.settings.keys import Keys
from gateway.settings.reasons import NOT_LIKE

NAME = "form"
LABEL = {"vi": "Biểu mẫu", "en": "Web form"}
TRAITS = Traits(connects=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOptions:
    """One form. `address`: where it stands."""

    address: str
    proves_senders: bool = False


def options(raw: Mapping[str, object], *, key: str, zone: str, unit: str = "") -> tuple[FormOptions, list[Problem]]:
    keys = Keys(raw, key)
    page = keys.value("page", "", lambda value: str(value).startswith("https://"), NOT_LIKE(example="https://…"))
    keys.start(zone)
    keys.refuse_unknown()
    return FormOptions(address=page), keys.problems


def sender_key(body: bytes) -> str:
    try:
        return addresses.mail(str(json.loads(body)["address"]))
    except (ValueError, LookupError, TypeError):
        return ""


def decode(bodies: Sequence[bytes]) -> Decoded:
    try:
        form = json.loads(bodies[0])
        name, words = clean(str(form["name"])), clean(str(form["words"]))
    except (ValueError, LookupError, TypeError):
        raise Unreadable(text("this is no form")) from None
    return Decoded(kind="message", sender=sender_key(bodies[0]), sender_name=name, text=words, reply=words)


def authenticate(decoded: Decoded, options: FormOptions) -> Decoded:
    return decoded


def routes(lines: Mapping[str, Any], accept: Accept) -> Sequence[Route]:
    async def post(request: Request) -> Response:
        line, body = request.path_params["line"], await request.body()
        if not sender_key(body):
            return JSONResponse({"error": "no address"}, status_code=422)
        await accept(line, [Received.by_route(body, sender_key(body), datetime.now(UTC))])
        return JSONResponse({"stored": True}, status_code=202)

    return [Route("/{line}", post, methods=["POST"])]
