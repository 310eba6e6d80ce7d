"""The pages of a list: which one is asked for, which lie beside it; of one that grows at its head, from where on."""

from dataclasses import dataclass, replace

from gateway.web.http.context import RequestContext

__all__ = ["SIZE", "Paging", "before"]

SIZE = 50
LAST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Page `number` (from 1) of a list; `next`: whether there is another behind it."""

    number: int = 1
    size: int = SIZE
    next: bool = False

    @classmethod
    def of(cls, request: RequestContext) -> "Paging":
        """The page that the query names; the first where it names none."""
        typed = request.asked("page")
        known = typed.isascii() and typed.isdigit() and len(typed) < 5
        return cls(number=min(LAST, max(1, int(typed))) if known else 1)

    @property
    def offset(self) -> int:
        """How many rows lie before this page."""
        return (self.number - 1) * self.size

    def to(self, total: int) -> "Paging":
        """Of a list of so many rows."""
        return replace(self, next=self.offset + self.size < total and self.number < LAST)

    def more(self, found: int) -> "Paging":
        """Of a list of which one row more than a page was asked for, and `found` were there."""
        return replace(self, next=found > self.size and self.number < LAST)


def before(request: RequestContext) -> int | None:
    """The id behind which the query asks for rows, the newest first; None for the first of them."""
    typed = request.asked("before")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
