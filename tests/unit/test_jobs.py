"""Acts on many things: each is done or says why not, and the job comes to its end whatever happens."""

import asyncio

import asyncpg

from gateway.domain.errors import NotAllowed
from gateway.domain.reasons import text
from gateway.web.http.jobs import Job, Jobs
from gateway.web.reasons import NO_DATABASE, UNFORESEEN


async def ended(job: Job) -> None:
    assert job.task is not None
    await asyncio.wait([job.task])
    assert job.over


async def test_what_nobody_foresaw_at_one_stops_neither_the_others_nor_the_jobs_end() -> None:
    noted = []
    errors = {
        "m1": KeyError("lời của người dân"),
        "m2": NotAllowed(text("đã xong")),
        "m3": asyncpg.DiskFullError("full"),
    }

    async def note(place: str, error: Exception) -> str:
        noted.append((place, type(error)))
        return "K7M3PD"

    async def do(id: str) -> None:
        if id in errors:
            raise errors[id]

    jobs = Jobs(grace=0, note=note)
    job = jobs.start("owner", "file", ["m1", "m2", "m3", "m4"], do)
    await ended(job)
    assert (job.state, job.done) == ("done", 4)
    assert dict(job.refused) == {
        "m1": UNFORESEEN(number="K7M3PD"),
        "m2": text("đã xong"),
        "m3": NO_DATABASE(error="DiskFullError"),
    }
    assert noted == [("job:file", KeyError)]


async def test_a_job_whose_process_ends_is_over_too() -> None:
    begun = asyncio.Event()

    async def do(_: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    jobs = Jobs(grace=0)
    job = jobs.start("owner", "file", ["m1"], do)
    await begun.wait()
    assert job.task is not None
    job.task.cancel()
    await ended(job)
    assert job.state == "stopped"
