"""uvicorn's server and its workers, as they stop: readiness first, then no new connections, then what is running.

uvicorn stops listening at once, ends with the signal's own number, and waits for its workers without end.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
import signal
import socket
import time
from types import FrameType

import uvicorn
from uvicorn.supervisors import multiprocess

from server.http.wire import STOP, Stop

LAST_SECONDS = 20.0
"""For what a process does after its requests have ended: steps of its workers, connections to the database."""

TICK_SECONDS = 0.1

M_MMAP_THRESHOLD = -3
LARGE_BLOCK_BYTES = 256 * 1024
M_ARENA_MAX = -8
ARENAS = 2

logger = logging.getLogger("galley")


class Server(uvicorn.Server):
    """One process. Ends with 0 after SIGTERM and SIGINT; a second SIGINT ends it at once."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """What is there once the process serves stays as long as it. The collector looks at it no more: a look at the
        schema and the models takes 40 ms, and comes with every few operations that are new."""
        _keep_little_memory()
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """uvicorn keeps the signal, and sends it to itself once it has stopped."""
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        stop = self._announce()
        if stop is not None:
            await self._drain(stop.drain_seconds)
            stop.begins.set()
        await super().shutdown(sockets)

    def _announce(self) -> Stop | None:
        """From here on the process says that it is not ready."""
        lifespan = getattr(self, "lifespan", None)  # not there before it has begun to start
        stop: Stop | None = lifespan.state.get(STOP) if lifespan is not None else None
        if stop is not None:
            stop.is_asked = True
        return stop

    async def _drain(self, seconds: float) -> None:
        """Goes on serving, until whoever sends requests here has seen that it should not."""
        ends_at, ticks = time.monotonic() + seconds, 0
        while time.monotonic() < ends_at and not self.force_exit:
            await self.on_tick(ticks)
            await asyncio.sleep(TICK_SECONDS)
            ticks += 1


def _keep_little_memory() -> None:
    """glibc maps large blocks, and unmaps them when they are freed; but the first that is freed raises the size from
    which it does so, to as much as 32 MB (mallopt(3), M_MMAP_THRESHOLD). What learning of risk or a long answer has
    taken would stay with the process: 7 MB. A size that is set is not raised. And it gives threads arenas of their
    own, of which each keeps what it has freed; threads that share an interpreter can share one, too: 1 MB.

    Before any thread begins. Other C libraries have no such call.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES)
        mallopt(M_ARENA_MAX, ARENAS)


class Worker(multiprocess.Process):
    """One of several processes, with the server of this module in it."""

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = Server(config=self.config)
        return self._server


class Workers(multiprocess.Multiprocess):
    """Ends when all have ended, and kills who has not within the time that a process may take."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], *, stop_seconds: float) -> None:
        super().__init__(config, sockets)
        self._stop_seconds = stop_seconds
        # uvicorn makes its processes in four places, by this name.
        multiprocess.Process = Worker  # type: ignore[misc]

    def terminate_all(self) -> None:
        """The last thing but waiting. The port is closed here, too: a connection to it would wait for nobody."""
        super().terminate_all()
        for each in self.sockets:
            each.close()

    def join_all(self) -> None:
        ends_at = time.monotonic() + self._stop_seconds + LAST_SECONDS
        for worker in self.processes:
            worker.process.join(max(0.0, ends_at - time.monotonic()))
            if worker.process.is_alive():
                logger.error("process %d has not stopped in time, and is killed", worker.pid)
                worker.process.kill()
                worker.process.join()
