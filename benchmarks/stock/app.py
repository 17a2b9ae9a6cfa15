"""The server: Strawberry's ASGI application, with sessions and loaders in the context of each request."""

from __future__ import annotations

import os
from typing import Any

import jwt
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from benchmarks.stock.loaders import Loaders, Sessions
from benchmarks.stock.schema import schema

CONNECTIONS = 24
"""Three for each of the eight requests that run at once: loaders ask side by side."""


class Endpoint(GraphQL[dict[str, Any], None]):
    def __init__(self, sessions: Sessions) -> None:
        super().__init__(schema, graphql_ide=None)
        self._sessions = sessions

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> dict[str, Any]:
        roles = _roles(request.headers.get("authorization"))
        return {"sessions": self._sessions, "loaders": Loaders(self._sessions), "roles": roles}


def _roles(authorization: str | None) -> list[str]:
    if authorization is None:
        return []
    token = authorization.removeprefix("Bearer ")
    roles: list[str] = jwt.decode(token, os.environ["GALLEY_SECRET"], algorithms=["HS256"])["roles"]
    return roles


def create_app(url: str) -> Starlette:
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)
    return Starlette(routes=[Route("/graphql", Endpoint(async_sessionmaker(engine, expire_on_commit=False)))])
