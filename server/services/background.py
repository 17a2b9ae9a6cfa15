"""Work that a server process does beside its requests: a step, again and again, until the process stops."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from server.database.problems import problem_of

TASK_PREFIX = "galley "
LONGEST_PAUSE_SECONDS = 30.0
"""Between steps that fail, each pause twice as long as the one before: a database that is away for an hour must
not fill the log."""

FIRST_PAUSE_SECONDS = 0.25
"""Before the first step: a server that has just started answers first, and then does what can wait."""

GRACE_SECONDS = 2.0
"""For the step that is under way when the process stops. Every step can be broken off: it is a transaction."""

logger = logging.getLogger("galley")


@contextlib.asynccontextmanager
async def in_background(
    name: str, step: Callable[[], Awaitable[object]], *, every_seconds: float
) -> AsyncIterator[None]:
    """Runs `step` now and then, `every_seconds` apart, while the block runs."""
    stopping = asyncio.Event()
    task = asyncio.create_task(_repeat(name, step, every_seconds, stopping), name=TASK_PREFIX + name)
    try:
        yield
    finally:
        stopping.set()
        done, _ = await asyncio.wait({task}, timeout=GRACE_SECONDS)
        if not done:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _repeat(
    name: str, step: Callable[[], Awaitable[object]], every_seconds: float, stopping: asyncio.Event
) -> None:
    await _wait(stopping, FIRST_PAUSE_SECONDS)
    pause = every_seconds
    while not stopping.is_set():
        try:
            await step()
            pause = every_seconds
        except Exception as error:  # noqa: BLE001 - whatever it is, the next step may do better
            pause = min(max(pause, 0.5) * 2, LONGEST_PAUSE_SECONDS)
            _tell(name, error, pause)
        await _wait(stopping, pause)


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


def _tell(name: str, error: Exception, pause: float) -> None:
    """A database that is away or busy is told in a line, as it is told everybody; anything else whole."""
    if problem_of(error) is not None:
        logger.warning("%s: a step failed: %s; trying again in %.0f s", name, type(error).__name__, pause)
    else:
        logger.error("%s: a step failed; trying again in %.0f s", name, pause, exc_info=error)


def is_background() -> bool:
    """Whether the caller runs in such a step."""
    task = asyncio.current_task()
    return task is not None and task.get_name().startswith(TASK_PREFIX)
