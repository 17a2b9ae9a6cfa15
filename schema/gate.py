"""How many operations of a process run at once, and for how long each."""

from __future__ import annotations

import asyncio
from types import TracebackType

from server.database.problems import TOO_SLOW
from server.errors import Overloaded, Timeout
from server.settings import Limits


class Gate:
    """Those who come when all places are taken are sent away at once: who waited in a line would wait for those
    who have gone, and hold memory meanwhile.

    One timer watches all: everybody has the same time, so whoever came first is over first. A timer for each, as
    asyncio.timeout makes, takes a tenth of the time of a small read.
    """

    __slots__ = ("_places", "_running", "_seconds", "_watch")

    def __init__(self, limits: Limits) -> None:
        self._places = limits.concurrent_requests
        self._seconds = limits.request_seconds
        self._running: dict[Place, None] = {}
        self._watch: asyncio.TimerHandle | None = None

    @property
    def running(self) -> int:
        return len(self._running)

    @property
    def is_full(self) -> bool:
        return len(self._running) >= self._places

    def entered(self) -> Place:
        """A block in which an operation runs. Raises Overloaded where there is no place, Timeout when the time is
        over: what the block awaits is cancelled then, and its statement with it."""
        return Place(self)

    def enter(self, place: Place) -> None:
        if len(self._running) >= self._places:
            raise too_many()
        loop = asyncio.get_running_loop()
        place.ends_at = loop.time() + self._seconds
        self._running[place] = None
        if self._watch is None:
            self._watch = loop.call_later(self._seconds, self._look)

    def leave(self, place: Place) -> None:
        del self._running[place]

    def _look(self) -> None:
        """Ends whose time is over, and comes again when the next one's is."""
        loop = asyncio.get_running_loop()
        self._watch = None
        now = loop.time()
        for place in self._running:
            if place.ends_at > now:
                self._watch = loop.call_later(place.ends_at - now, self._look)
                return
            place.end()


class Place:
    """One operation's, from its beginning to its end."""

    __slots__ = ("_cancelling", "_gate", "_is_over", "_task", "ends_at")

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._is_over = False
        self.ends_at = 0.0

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None, "operations run in tasks"
        self._task = task
        self._cancelling = task.cancelling()
        self._gate.enter(self)

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._gate.leave(self)
        # As in asyncio.timeout: whoever else has cancelled the task still means to.
        if self._is_over and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise Timeout(TOO_SLOW) from None

    def end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._task.cancel()


def too_many() -> Overloaded:
    return Overloaded("The server has too many operations to answer. Try again later.")
