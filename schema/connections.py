"""Relay's connections: edges, nodes, page info."""

from typing import Generic, TypeVar

import strawberry

from schema.fields import said

NodeT = TypeVar("NodeT")


@strawberry.interface(
    description=(
        "An opaque id names its type: comment_0190f3a2b4c57d8e9fa0b1c2d3e4f506 (a UUID in hex). No two types "
        "share an id. An id that is ill-formed, of another type or names nothing visible is null in queries, "
        "NOT_FOUND in mutations."
    )
)
class Node:
    id: strawberry.ID = said("The thing's id, unique among all types.")


@strawberry.type(description="Where a page lies in its connection.")
class PageInfo:
    has_next_page: bool = said("There is a row after this page.")
    has_previous_page: bool = said("There is a row before this page.")
    start_cursor: str | None = said("The first row's cursor; null on an empty page.")
    end_cursor: str | None = said("The last row's cursor; null on an empty page.")


@strawberry.type(description="A row of a connection with the cursor that stands for its place.")
class Edge(Generic[NodeT]):
    cursor: str = said("Goes into after or before. Holds only for this order.")
    node: NodeT = said("The row itself.")


@strawberry.type(
    description=(
        "A page of a list. first and last are 1..100, by default first: 20. Cursors are keyset cursors: pages "
        "have no gap and no repeat while rows come and go. first with last, after with before, a foreign or "
        "broken cursor, and sizes out of range are BAD_USER_INPUT."
    )
)
class Connection(Generic[NodeT]):
    edges: list[Edge[NodeT]] = said("The page's rows with their cursors.")
    nodes: list[NodeT] = said("The page's rows.")
    page_info: PageInfo = said("Where the page lies.")
    total_count: int = said("How many rows there are on all pages; counted only when it is selected.")
