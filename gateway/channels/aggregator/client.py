"""An account at a provider as a Link: what is queued goes out by its requests; what comes, comes by its routes."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from gateway.channels import tls
from gateway.channels.aggregator import mapping, reasons
from gateway.channels.aggregator.answers import meaning, of_status
from gateway.channels.aggregator.mapping import Answer, Request
from gateway.channels.aggregator.options import AggregatorOptions
from gateway.channels.connect_errors import ConnectCodes
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused
from gateway.domain.model import Batch, Piece, Sent
from gateway.domain.reasons import text

if TYPE_CHECKING:
    import httpx

__all__ = ["Account", "Memory", "open_account", "probe"]

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
MOST_BYTES = 65_536  # of an answer
_CODES = ConnectCodes(
    certificate=reasons.CERTIFICATE,
    host_unknown=reasons.HOST_UNKNOWN,
    not_tls=reasons.NOT_TLS,
    cannot_connect=reasons.CANNOT_CONNECT,
)


class Memory:
    """When a line may ask again, from one opening to the next."""

    def __init__(self) -> None:
        self.not_before = 0.0


class Account:
    """A Link to one provider. See gateway.channels.Link."""

    width = 4

    def __init__(self, options: AggregatorOptions, client: "httpx.AsyncClient", memory: Memory) -> None:
        self._options, self._client, self._memory = options, client, memory

    async def listen(self, cursor: Mapping[str, object] | None) -> AsyncIterator[Batch]:
        """A sign of life each poll: nothing lies there to be fetched."""
        if cursor is None:
            yield Batch(cursor={"seen": True})
        while True:
            yield Batch()
            await asyncio.sleep(self._options.poll_seconds)

    async def confirm(self, locations: Mapping[str, bytes]) -> Mapping[str, str]:
        """What came by a route lies nowhere else."""
        return dict.fromkeys(locations, "gone")

    async def fetch(self, locations: Sequence[str]) -> Batch:
        """Nothing lies there."""
        return Batch()

    async def send(self, piece: Piece) -> Sent:
        """One whole text. See Link.send."""
        provider = self._options.provider
        assert provider.send is not None  # else the line does not connect
        assert provider.answer is not None
        scheme, _, number = piece.recipient.partition(":")
        if scheme != "tel" or not number.lstrip("+").isdigit():
            raise Refused(reasons.NOT_A_NUMBER)
        international, unicode = number.lstrip("+"), piece.encoding == "ucs2"
        values = {
            "international": international,
            "national": f"0{international[2:]}" if international.startswith("84") else international,
            "text": piece.text,
            "unicode": str(int(unicode)),
            "data_coding": "8" if unicode else "0",
            "key": piece.key,
        }
        await self._turn()
        said = await self.ask(provider.send, provider.answer, values)
        if isinstance(said, GatewayError):
            raise said
        return said

    async def ask(self, request: Request, answer: Answer, values: Mapping[str, str]) -> Sent | GatewayError:
        """One request, and what its answer means."""
        import httpx

        try:
            async with self._client.stream(**self._written(request, values)) as response:
                if error := of_status(response.status_code):
                    return error
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        break
                return meaning(answer, bytes(body))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            return LineDown(_CODES.why(error, type(error).__name__))
        except (httpx.HTTPError, OSError) as error:  # the request may have arrived
            return OutcomeUnknown(reasons.PERHAPS_TAKEN(why=text(type(error).__name__)))

    def _written(self, request: Request, values: Mapping[str, str]) -> dict[str, Any]:
        """What httpx takes."""
        known = {**self._options.of_line, **values}

        def of(name: str) -> str:
            return known[name]

        own = self._options.provider.own_keys
        made: dict[str, Any] = {
            "method": request.method,
            "url": mapping.fill(request.url, lambda name: of(name) if name in own else quote(of(name), safe="")),
            "headers": mapping.fill(dict(request.headers), of),
        }
        fields = mapping.fill(dict(request.fields), of)
        if request.kind == "json":
            made["content"] = json.dumps(fields, ensure_ascii=False).encode()
            made["headers"] = {"Content-Type": "application/json", **mapping.fill(dict(request.headers), of)}
        elif request.kind == "xml":
            made["content"] = mapping.fill(request.body.strip(), lambda name: escape(of(name))).encode()
        else:
            made["data" if request.kind == "form" else "params"] = fields
        return made

    async def _turn(self) -> None:
        """Wait until the provider takes another request."""
        if per_minute := self._options.provider.per_minute:
            at = max(time.monotonic(), self._memory.not_before)
            self._memory.not_before = at + 60 / per_minute
            await asyncio.sleep(at - time.monotonic())


@asynccontextmanager
async def open_account(options: AggregatorOptions, *, now: datetime, memory: Memory) -> AsyncIterator[Account]:
    """Connections are made when something is sent."""
    import httpx

    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    context = tls.context(options.ca_file)
    async with httpx.AsyncClient(verify=context, timeout=timeout, trust_env=False) as client:
        yield Account(options, client, memory)


async def probe(options: AggregatorOptions, *, now: datetime, old_days: int) -> Mapping[str, object]:
    """For `gw check`: ask what costs nothing, where the provider has such; else whether somebody answers there."""
    provider = options.provider
    counts = {"present": 0, "waiting": 0, "answered": 0}
    async with open_account(options, now=now, memory=Memory()) as account:
        began = time.monotonic()
        if provider.check and provider.checked:
            said = await account.ask(provider.check, provider.checked, {})
            detail = reasons.PROBED_LOGIN
        else:
            said = await _somebody(account, options)
            detail = reasons.PROBED
        if isinstance(said, GatewayError):
            raise LineDown(said.reason)
    return {**counts, "detail": detail(provider=provider.name, ms=round((time.monotonic() - began) * 1000))}


async def _somebody(account: Account, options: AggregatorOptions) -> Sent | GatewayError:
    """Whether an HTTP server answers, whatever it says."""
    assert options.provider.send is not None
    url = urlsplit(mapping.fill(options.provider.send.url, lambda name: options.of_line.get(name, "")))
    request = Request(url=f"{url.scheme}://{url.netloc}/", kind="query", method="GET")
    said = await account.ask(request, Answer(kind="json", code="none", meanings={}), {})
    return said if isinstance(said, LineDown) and said.reason.code in _UNREACHABLE else Sent()


_UNREACHABLE = frozenset(
    code.name for code in (_CODES.certificate, _CODES.host_unknown, _CODES.not_tls, _CODES.cannot_connect)
)
