"""What happens to a case and its officers must learn of, out of the feed of events: intake, pages and acts write their
events and know nothing of mails. Who gets it, and when, mailing.py finds out."""

from collections.abc import Iterator

from gateway.domain.model import LOW_RATING, EventKind, Rated
from gateway.runtime.context import Context
from gateway.services.by_mail import reasons
from gateway.store import feed, notices
from gateway.store.database import Database
from gateway.store.feed import FeedEvent
from gateway.store.notices import Audience, Notice

__all__ = ["read"]

READER = "notices"


async def read(db: Database, context: Context) -> None:
    """Write down what came since the last look."""
    async with db.transaction() as tx:
        found = await feed.follow(tx, READER)
        if context.config.notices.enabled:
            await notices.write(tx, [notice for event in found for notice in _notices(event)])


def _notices(event: FeedEvent) -> Iterator[Notice]:
    said = event.payload
    if event.kind not in reasons.EVENTS or (isinstance(said, Rated) and said.rating > LOW_RATING):
        return
    audience: Audience = "approvers" if event.kind == EventKind.ANSWER_SUBMITTED else "officers"
    message = {"message": str(event.message_id)} if event.message_id else {}
    yield Notice(
        audience=audience,
        template="case_notice",
        key=f"case_notice:{event.case_id}:{event.id}",
        name=event.code,
        fields={"event": event.kind, "actor": event.actor, **message},
        case_id=event.case_id,
    )
