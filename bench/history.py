"""A database that has seen years, written by history.sql."""

import asyncio
import re
from pathlib import Path

import asyncpg

__all__ = ["fill", "write"]

HERE = Path(__file__).with_name("history.sql")


def fill(url: str, cases: int, line: str, channel: str) -> None:
    """As `write`, where no event loop runs."""
    asyncio.run(write(url, cases, line, channel))


async def write(url: str, cases: int, line: str, channel: str) -> None:
    """Write `cases` old cases of `line`, with all that belongs to them."""
    values = cases, line, channel
    statements = re.split(r"^-- name: \w+\n", HERE.read_text("utf-8"), flags=re.M)[1:]
    conn = await asyncpg.connect(url)
    try:
        for statement in statements:
            used = max((n for n in (1, 2, 3) if f"${n}" in statement), default=0)
            await conn.execute(statement.strip().rstrip(";"), *values[:used])
    finally:
        await conn.close()
