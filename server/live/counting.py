"""The counts of queues, shared by all who ask for the same, and counted at most once a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

COUNT_EVERY_SECONDS = 1.0


class Counting:
    """Counts that are asked for together. Whoever asks gets counts that were taken after they asked for them."""

    def __init__(self, count: Callable[[], Awaitable[Any]]) -> None:
        self._count = count
        self._counts: Any = None
        self._counted_at = float("-inf")
        self._lock = asyncio.Lock()

    async def since(self, moment: float) -> Any:
        """The counts as they were at `moment` (time.monotonic) or later. Waits where the second is not over."""
        async with self._lock:
            if self._counted_at < moment:
                await asyncio.sleep(max(0.0, self._counted_at + COUNT_EVERY_SECONDS - time.monotonic()))
                self._counted_at = time.monotonic()
                try:
                    self._counts = await self._count()
                except BaseException:
                    self._counts, self._counted_at = None, float("-inf")
                    raise
            return self._counts
