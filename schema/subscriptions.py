"""What may be followed. Every event is read by the planner when it is told, with the rights of who follows it."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo
from strawberry import UNSET

from schema.comments import Comment, CommentFilter, QueueCount
from schema.context import Context, Info
from schema.fields import said
from schema.rows import as_root, selected_by, variables_of
from schema.vocabulary import QueueChange, QueueName
from server.errors import BadUserInput
from server.live.asking import Question, given
from server.live.broadcast import Follower
from server.live.desk import Desk
from server.live.queues import QueueNews
from server.live.threads import ThreadChange
from server.permissions import require_role
from server.planning.ids import uuid_of
from server.planning.selection import Selected
from server.viewer import Role

NOBODY = "0" * 32
"""An id that nothing has: what is selected is tried with it, so that what cannot be read is told at once."""

Tell = Callable[[Context, Any], Any]


@strawberry.type(description="What a comment did in a queue.")
class QueueEvent:
    queue: QueueName = said("The queue.")
    change: QueueChange = said("What the comment did in it.")
    comment_id: strawberry.ID = said("The comment.")
    comment: Comment | None = said("The comment as it is now; null where it no longer exists.")
    counts: list[QueueCount] = said(
        "What waits in each queue under the same filter, counted after the event and at most once a second: in a "
        "burst of changes an event that selects them waits until then."
    )


@strawberry.type(
    description="What may be followed, over WebSocket (graphql-transport-ws) or server-sent events."
)
class Subscription:
    @strawberry.subscription(
        description=(
            "Requires MODERATOR. An event each time a comment enters, changes in or leaves a queue: the named one, "
            "or any of them. What leaves by the clock alone (a claim that expires) is told with its next change."
        )
    )
    async def queue_changed(
        self, info: Info, queue: QueueName | None = UNSET, filter: CommentFilter | None = UNSET
    ) -> AsyncGenerator[QueueEvent, None]:
        context, raw = info.context, _raw(info)
        selected = selected_by(raw)
        require_role(context.viewer, Role.MODERATOR)
        desk = _desk(context)
        queues = (str(queue),) if queue else tuple(each.value for each in QueueName)
        argument = selected.argument("filter")
        fields = (argument.fields or {}) if argument else {}
        values = {name: field.read(variables_of(raw).coerced) for name, field in fields.items()}
        filter_ = {name: value for name, value in values.items() if value is not None} or None
        event = _QueueEvent(desk, selected.children["QueueEvent"], raw)
        await event.check(context)
        following = desk.following_queues(queues, filter_, viewer=context.viewer)
        return await _following(context, following, event.tell)  # type: ignore[no-any-return]

    @strawberry.subscription(description="A comment becomes visible on the article.")
    async def comment_published(self, info: Info, article_id: strawberry.ID) -> AsyncGenerator[Comment, None]:
        context, raw = info.context, _raw(info)
        following = await _thread(context, article_id)
        comment = _question(_desk(context), selected_by(raw), raw)
        await comment.ask(context.viewer, context.now, id=f"comment_{NOBODY}")

        async def tell(context: Context, change: ThreadChange) -> Any:
            if not change.is_public:
                return None
            return await comment.ask_patiently(context.viewer, context.now, id=_comment_id(change.comment_id))

        return await _following(context, following, tell)  # type: ignore[no-any-return]

    @strawberry.subscription(
        description="A comment that was visible on the article no longer is: its id. So for each reply below it."
    )
    async def comment_hidden(
        self, info: Info, article_id: strawberry.ID
    ) -> AsyncGenerator[strawberry.ID, None]:
        context = info.context
        following = await _thread(context, article_id)

        async def tell(_context: Context, change: ThreadChange) -> Any:
            return None if change.is_public else _comment_id(change.comment_id)

        return await _following(context, following, tell)  # type: ignore[no-any-return]


# ── following ───────────────────────────────────────────────────────────────────────────────────


def _raw(info: Info) -> GraphQLResolveInfo[Any]:
    raw: GraphQLResolveInfo[Any] = info._raw_info  # noqa: SLF001 - Strawberry has no public way to the field's nodes
    return raw


def _desk(context: Context) -> Desk:
    if context.desk is None or context.held is None:
        raise BadUserInput("Subscriptions need a WebSocket or an event stream.")
    return context.desk


async def _following(
    context: Context, following: AbstractAsyncContextManager[Follower[Any]], tell: Tell
) -> Any:
    """From now on; let go of with the operation. The events are rows, and not the contract's types."""
    assert context.held is not None, "_desk has looked"
    return _told(context, await context.held.enter_async_context(following), tell)


async def _told(context: Context, follower: Follower[Any], tell: Tell) -> AsyncIterator[Any]:
    """Every event as the viewer may see it at that time; what they may not see at all is left out."""
    async for happened in follower:
        told = await tell(context.renewed(), happened)
        if told is not None:
            yield told


async def _thread(context: Context, article_id: str) -> AbstractAsyncContextManager[Follower[ThreadChange]]:
    """Raises BadUserInput for an article that the viewer does not see."""
    desk, key = _desk(context), uuid_of(article_id, "article")
    seen = Selected(key="id", name="id", path=("article", "id"), null_path=("article",))
    field = Selected(
        key="article",
        name="article",
        path=("article",),
        null_path=("article",),
        arguments={"id": given("id")},
        children={"Article": (seen,)},
    )
    article = await desk.question(field).ask(context.viewer, context.now, id=article_id) if key else None
    if key is None or article is None:
        raise BadUserInput("There is no such article.")
    return desk.following_thread(key)


def _comment_id(comment_id: Any) -> str:
    return f"comment_{comment_id.hex}"


def _question(desk: Desk, selected: Selected, raw: GraphQLResolveInfo[Any]) -> Question:
    """What is selected of a comment, asked by id."""
    return desk.question(
        replace(as_root(selected, "comment"), arguments={"id": given("id")}),
        operation=raw.operation,
        variables=variables_of(raw).coerced,
    )


class _QueueEvent:
    """What is selected of QueueEvent, by response key."""

    def __init__(self, desk: Desk, children: tuple[Selected, ...], raw: GraphQLResolveInfo[Any]) -> None:
        self._children = children
        self._comments = {
            child.key: _question(desk, child, raw) for child in children if child.name == "comment"
        }

    async def check(self, context: Context) -> None:
        """Raises the RequestError of a selection that cannot be read."""
        for comment in self._comments.values():
            await comment.ask(context.viewer, context.now, id=f"comment_{NOBODY}")

    async def tell(self, context: Context, news: QueueNews) -> dict[str, Any]:
        require_role(context.viewer, Role.MODERATOR)
        comment_id = _comment_id(news.comment_id)
        values: dict[str, Any] = {"queue": news.queue, "change": news.change.value, "commentId": comment_id}
        told: dict[str, Any] = {}
        for child in self._children:
            if child.name == "comment":
                asked = self._comments[child.key].ask_patiently(context.viewer, context.now, id=comment_id)
                told[child.key] = await asked
            elif child.name == "counts":
                told[child.key] = _counts(child, await news.counting.since(news.at))
            elif child.name != "__typename":
                told[child.key] = values[child.name]
        return told


def _counts(selected: Selected, counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is shared by all, as this client has named it."""
    children = [child for child in selected.children["QueueCount"] if child.name != "__typename"]
    return [{child.key: row[child.name] for child in children} for row in counts]
