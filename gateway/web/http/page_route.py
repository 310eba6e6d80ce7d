"""A row of the table of routes."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.domain.permissions import Act

__all__ = ["PageRoute"]


class PageRoute(Route):
    """A page or form. `acts`: one of these must be allowed to whoever asks before it begins; none: a way in, or what is
    asked about otherwise (`PageContext.local`)."""

    def __init__(self, path: str, endpoint: Callable[[Request], Awaitable[Response]], method: str, acts: Sequence[Act]):
        super().__init__(path, endpoint, methods=[method])
        self.acts = tuple(acts)
