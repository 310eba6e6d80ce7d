"""Acts on many things at once, with progress: a pause in which all of it can be undone, then one after the other.

What cannot be undone afterwards can be undone before. A job lives in this process; if that ends,
what was not done yet is simply not done.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

from gateway.domain.errors import GatewayError
from gateway.domain.reasons import Reason
from gateway.store.database import TRANSIENT
from gateway.web.reasons import NO_DATABASE, UNFORESEEN

__all__ = ["GRACE_SECONDS", "Job", "Jobs"]

GRACE_SECONDS = 5.0
KEPT = 50

Note = Callable[[str, Exception], Awaitable[str]]
State = Literal["waiting", "running", "done", "stopped", "undone"]


@dataclass(slots=True, kw_only=True)
class Job:
    """One act on some ids. `refused`: those that it could not be done to, and why."""

    name: str
    owner: str = field(repr=False)  # the secret of the forms of the session that may see it
    act: str
    ids: tuple[str, ...]
    begins: float
    state: State = "waiting"
    done: int = 0
    refused: list[tuple[str, Reason]] = field(default_factory=list)
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ("done", "stopped", "undone")

    @property
    def wait(self) -> int:
        """Whole seconds until it begins."""
        return max(0, round(self.begins - monotonic()))


class Jobs:
    """The jobs of one console."""

    def __init__(self, grace: float = GRACE_SECONDS, note: Note | None = None) -> None:
        """`note` writes an unforeseen error down and gives its number."""
        self._grace, self._note = grace, note
        self._jobs: dict[str, Job] = {}

    def start(self, owner: str, act: str, ids: Sequence[str], do: Callable[[str], Awaitable[object]]) -> Job:
        """Do it to each of `ids` when the pause is over."""
        for name in [name for name, job in self._jobs.items() if job.over][: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[name]
        name = secrets.token_urlsafe(9)
        job = Job(name=name, owner=owner, act=act, ids=tuple(ids), begins=monotonic() + self._grace)
        self._jobs[name] = job
        job.task = asyncio.create_task(self._run(job, do))
        return job

    def find(self, name: str, owner: str) -> Job | None:
        """The job of this name, for the session that started it."""
        job = self._jobs.get(name)
        return job if job and job.owner == owner else None

    def stop(self, job: Job) -> None:
        """Undo it before it begins, or stop it after the item it is at."""
        if not job.over:
            job.state = "undone" if job.state == "waiting" else "stopped"

    async def _run(self, job: Job, do: Callable[[str], Awaitable[object]]) -> None:
        """One after the other; what happens to one stops no other, and whatever happens the job comes to its end."""
        try:
            await asyncio.sleep(self._grace)
            if job.state == "waiting":
                job.state = "running"
            for id in job.ids:
                if job.state != "running":
                    return
                try:
                    await do(id)
                except Exception as error:
                    job.refused.append((id, await self._why(job, error)))
                job.done += 1
            job.state = "done"
        finally:
            if not job.over:
                job.state = "stopped"

    async def _why(self, job: Job, error: Exception) -> Reason:
        """Why it could not be done."""
        if isinstance(error, GatewayError):
            return error.reason
        if isinstance(error, TRANSIENT):
            return NO_DATABASE(error=type(error).__name__)
        return UNFORESEEN(number=await self._note(f"job:{job.act}", error) if self._note else type(error).__name__)

    async def close(self) -> None:
        """The process ends: what is being done is done, the rest is not."""
        tasks = [job.task for job in self._jobs.values() if job.task and not job.task.done()]
        for job in self._jobs.values():
            self.stop(job)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=1)
            for task in late:
                task.cancel()
