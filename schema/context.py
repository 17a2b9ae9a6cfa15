"""What a resolver finds in `info.context`: the request's own, made once for each request."""

from dataclasses import dataclass
from datetime import datetime

import strawberry

from server.database import Database
from server.planning.request import Chains, Request
from server.settings import Settings
from server.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Context:
    """`address` is where the request came from; kept only as a keyed hash of its prefix."""

    settings: Settings
    database: Database
    chains: Chains
    viewer: Viewer
    now: datetime
    address: str | None = None

    def request(self, variables: dict[str, object] | None = None) -> Request:
        return Request(viewer=self.viewer, now=self.now, chains=self.chains, variables=variables or {})


Info = strawberry.Info[Context, None]
