"""The context that holds now. Units, calendars and lines change while the gateway runs; what holds is never changed but
replaced as a whole, so that one piece of work sees one state of them."""

from collections.abc import Callable

from gateway.runtime.context import Context

__all__ = ["Current"]


class Current:
    """One process's. Whoever works for longer than one piece of work keeps this, and asks for the context anew at
    each."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._watching: list[Callable[[], None]] = []

    @property
    def context(self) -> Context:
        """What holds now."""
        return self._context

    def replace(self, context: Context) -> None:
        """From now on this one holds; whoever watches is told."""
        self._context = context
        for changed in self._watching:
            changed()

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this, which returns at once, whenever another context holds."""
        self._watching.append(changed)
