"""Worker processes for what a stranger's bytes may hang, swell or crash: under limits, each death an answer.

`Pool` asks and waits (asyncio), its workers come from a `ForkServer` (forkserver.py, worker.py), which has imported the
work once; frames.py says how both sides speak: JSON and bytes, nothing that could run in the one who reads it. The work
is a function by name, `module:function`; what it reads and answers is its own affair.
"""

from gateway.runtime.sandbox.forkserver import ForkServer
from gateway.runtime.sandbox.pool import NOT_READ, Answer, Pool, Request

__all__ = ["NOT_READ", "Answer", "ForkServer", "Pool", "Request"]
