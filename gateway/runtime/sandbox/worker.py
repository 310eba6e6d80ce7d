"""The fork server's process, and the workers that it forks: a program of its own.

The server holds no socket but its orders', no thread and no file of the gateway's, so forking it is safe and quick. A
worker has limits on memory and, for each request, on processor time; it dies with the server (prctl(2),
PR_SET_PDEATHSIG).
"""

import ctypes
import gc
import itertools
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

from gateway.domain.errors import Unreadable
from gateway.domain.reasons import row
from gateway.runtime.sandbox import frames

PR_SET_PDEATHSIG = 1
MADV_COLLAPSE = 25  # Linux 6.1
LARGE = 2 * 1024 * 1024  # bytes of a large page
SETTLED = 16  # requests that a worker has answered when it is there to stay
GARBAGE = 10_000  # objects more than before until a worker looks for garbage: a message leaves hardly any
Work = Callable[[Any, list[bytes]], tuple[object, list[bytes]]]
Start = Callable[[Any], Work]


def main(work: str, memory: str, descriptor: str) -> None:
    """Import the work, then fork and kill as ordered until the other end closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a terminal's or a manager's: the gateway decides
        signal.signal(number, signal.SIG_IGN)
    module, _, function = work.partition(":")
    start = getattr(import_module(module), function)
    gc.freeze()  # what is imported stays, and is not looked through for garbage in each worker
    gc.set_threshold(GARBAGE)
    server = os.getpid()
    orders = socket.socket(fileno=int(descriptor))
    workers: set[int] = set()
    while order := socket.recv_fds(orders, 64, 1):
        words, descriptors, _, _ = order
        if not words:
            break
        if words == b"spawn" and descriptors:
            if (pid := os.fork()) == 0:
                orders.close()
                _become_worker(server, start, int(memory), descriptors[0])
            workers.add(pid)
        elif words.startswith(b"end ") and (pid := int(words[4:])) in workers:
            # Not waited for before: so the pid is still this worker's, dead or alive.
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            workers.discard(pid)
        for one in descriptors:
            os.close(one)


def _become_worker(server: int, start: Start, memory: int, descriptor: int) -> None:
    """A worker's whole life; never returns."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != server:
            return
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 2)  # a parser's last words may be a citizen's
        _limit(memory)
        with socket.socket(fileno=descriptor) as stream, stream.makefile("rb") as incoming:
            stream.sendall(b"".join(frames.pack(os.getpid())))
            _serve(stream, incoming, start)
        code = 0
    except (OSError, ValueError):
        pass  # the other end is gone
    finally:
        os._exit(code)


def _limit(memory: int) -> None:
    """What swells ends in a MemoryError, which is an answer, and not in the machine's swap; nothing is written."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[0])
    for limit, most in (
        (resource.RLIMIT_AS, pages * resource.getpagesize() + memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _serve(stream: socket.socket, incoming: IO[bytes], start: Start) -> None:
    """Answer one request after the other: [processor seconds, value] and frames with [outcome, value] and frames."""
    if (settings := frames.read(incoming)) is None:
        return
    answer = start(settings[0])
    for count in itertools.count(1):
        if (request := frames.read(incoming)) is None:
            return
        out = _answered(answer, *request)
        for piece in out:
            stream.sendall(piece)
        if count == SETTLED:
            _take_large_pages()


def _take_large_pages() -> None:
    """Put what is imported on large pages (madvise(2), MADV_COLLAPSE): a message is held against words at thousands of
    places in memory, and each small page costs a look into the table of pages, on a virtual machine into two. It takes
    some hundredths of a second. An older kernel leaves everything as it is."""
    advise = ctypes.CDLL(None).madvise
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        places = [line.split() for line in maps]
    for place, rights, _, _, inode, *_ in places:
        if inode == "0" and rights == "rw-p":
            start, end = (int(address, 16) for address in place.split("-"))
            first, last = -(-start // LARGE) * LARGE, end // LARGE * LARGE
            if first < last:
                advise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), MADV_COLLAPSE)


def _answered(answer: Work, request: Any, given: list[bytes]) -> list[bytes]:
    seconds, value = request
    _allow(seconds)
    try:
        said, out = answer(value, given)
        return frames.pack(["ok", said], out)
    except Unreadable as error:
        return frames.pack(["unreadable", row(error.reason)])
    except Exception as error:  # the work's own fault is its answer; its words may be a citizen's
        return frames.pack(["failed", type(error).__name__])


def _allow(seconds: int) -> None:
    """So much processor time from now on; then the kernel ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


if __name__ == "__main__":
    main(*sys.argv[1:])
