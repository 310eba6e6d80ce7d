"""Somebody tries case codes. The operator is notified once, while it goes on at most once an hour.

A code alone opens nothing (policy/joining.py): whoever guesses gets one answer for all codes, then silence. But that
somebody tries is worth a look.
"""

from gateway.ops.health import findings
from gateway.ops.health.assess import is_guessing
from gateway.runtime.context import Context
from gateway.store import inbox, notices
from gateway.store.database import Database

KEY = "guessing:"


async def watch(db: Database, context: Context) -> None:
    """Write down what the operator must be told, if anybody guesses."""
    async with db.transaction() as tx:
        guesses = await inbox.guesses(tx)
        if not is_guessing(context.config, guesses) or await notices.within_hour(tx, KEY):
            return
        found = findings.finding("guessing", n=guesses.n, senders=guesses.senders)
        await notices.write(tx, [findings.notice(found, str(guesses.last))])
