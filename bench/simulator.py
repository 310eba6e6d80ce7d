"""The simulator's mail server in a process of its own: `python -m bench.simulator DIRECTORY PORT PASSWORD ADDRESS…`."""

import asyncio
import sys
from pathlib import Path

from gateway.local.simulator import mail


async def main(directory: Path, port: int, password: str, addresses: list[str]) -> None:
    """Serve until killed."""
    async with mail.serve(directory, port, 0, dict.fromkeys(addresses, password)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]))
