"""What a resolver finds in `info.context`: the request's own, made once for each request."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

import strawberry

from schema.gate import Gate
from schema.prepared import Payloads
from server.database import Database
from server.live.desk import Desk
from server.models.types import utc_now
from server.observing.note import Note
from server.planning.request import Chains, Request
from server.settings import Settings
from server.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Context:
    """`address` is where the request came from; kept only as a keyed hash of its prefix. `desk` is what
    subscriptions follow things by. `viewer_now` tells who asks once more, for an operation that goes on: it raises
    Unauthenticated when the token is no longer good. `held` is let go of when the operation ends. `payloads` is what
    is known of a mutation's from earlier requests. `gate` counts the operations of the process; without one, as in
    tests, nothing does."""

    settings: Settings
    database: Database
    chains: Chains
    viewer: Viewer
    now: datetime
    address: str | None = None
    desk: Desk | None = None
    viewer_now: Callable[[], Viewer] | None = None
    held: AsyncExitStack | None = None
    payloads: Payloads | None = None
    gate: Gate | None = None
    note: Note = field(default_factory=Note)

    def renewed(self) -> "Context":
        """As of now, for the next event of a subscription. Raises Unauthenticated."""
        viewer = self.viewer_now() if self.viewer_now else self.viewer
        return replace(self, viewer=viewer, now=utc_now())

    def request(self, variables: dict[str, object] | None = None) -> Request:
        return Request(viewer=self.viewer, now=self.now, chains=self.chains, variables=variables or {})


Info = strawberry.Info[Context, None]
