"""The event loop of every process: what hangs outside holds no thread that the rest needs.

asyncio looks names up in the threads that it shares with all other work: six lookups that hang stop everything else on
two cores, and a stop waits for them. Here each name has a thread of its own while it is looked up. Connecting does not
wait for an address that swallows everything before the next one is tried (RFC 8305).
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

__all__ = ["Loop", "run"]

T = TypeVar("T")
AT_ONCE = 500  # names; an installation has as many as its mail servers
NEXT_ADDRESS = 0.25  # seconds after which the next address is tried beside the first


class Loop(asyncio.SelectorEventLoop):
    """asyncio's own loop but for names and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self._lookups: dict[tuple[Any, ...], asyncio.Future[list[Any]]] = {}

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> list[Any]:
        """As socket.getaddrinfo; many who ask for the same at once share one lookup. Raises socket.gaierror."""
        asked = host, port, family, type, proto, flags
        lookup = self._lookups.get(asked)
        if lookup is None:
            if len(self._lookups) >= AT_ONCE:
                raise socket.gaierror(socket.EAI_AGAIN, "too many names are being looked up")
            lookup = self._lookups[asked] = self.create_future()
            lookup.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be waiting by then
            threading.Thread(target=self._look_up, args=(asked,), name=f"name {host}", daemon=True).start()
        return await asyncio.shield(lookup)

    def _look_up(self, asked: tuple[Any, ...]) -> None:
        """In a thread of its own, which nobody waits for when the process ends."""
        try:
            found: list[Any] | OSError = socket.getaddrinfo(*asked)
        except OSError as error:
            found = error
        except UnicodeError:
            found = socket.gaierror(socket.EAI_NONAME, "not a host name")
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self.call_soon_threadsafe(self._found, asked, found)

    def _found(self, asked: tuple[Any, ...], found: list[Any] | OSError) -> None:
        lookup = self._lookups.pop(asked)
        if isinstance(found, OSError):
            lookup.set_exception(found)
        else:
            lookup.set_result(found)

    async def create_connection(
        self, protocol_factory: Callable[[], Any], host: Any = None, port: Any = None, **options: Any
    ) -> tuple[Any, Any]:
        """As asyncio's, several addresses of one host side by side."""
        if host is not None:
            options.setdefault("happy_eyeballs_delay", NEXT_ADDRESS)
        return await super().create_connection(protocol_factory, host, port, **options)


def run(main: Coroutine[Any, Any, T]) -> T:
    """As asyncio.run, on such a loop."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(main)
