"""All that subscriptions need of a process: the feed, what is followed, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from server.database import Database
from server.events.feed import Feed
from server.live.asking import PlansOfOperations, Question, constant
from server.live.broadcast import Broadcasts, Follower
from server.live.counting import Counting
from server.live.queues import Followed, QueueNews, queue_changes
from server.live.threads import ThreadChange, thread_changes
from server.models.types import utc_now
from server.permissions import rights_of
from server.planning.request import Chains
from server.planning.selection import Selected, Variables
from server.planning.shapes import shape_of
from server.viewer import Viewer

OF_THE_VIEWER = ("MINE", "OTHERS")
"""Values of filter.claimed that depend on who asks, and not only on their roles."""

COUNTS = ("queue", "count", "oldest")


class Desk:
    """Of one process. What two follow alike is read once."""

    def __init__(self, *, feed: Feed, database: Database, chains: Chains) -> None:
        self.feed = feed
        self.broadcasts = Broadcasts()
        self._plans = PlansOfOperations()
        self._database = database
        self._chains = chains
        self._countings: WeakValueDictionary[Any, Counting] = WeakValueDictionary()

    def following_thread(self, article_id: UUID) -> AbstractAsyncContextManager[Follower[ThreadChange]]:
        return self.broadcasts.following(
            ("thread", article_id),
            lambda: thread_changes(article_id, feed=self.feed, database=self._database, chains=self._chains),
        )

    def following_queues(
        self, queues: tuple[str, ...], filter_: Mapping[str, Any] | None, *, viewer: Viewer
    ) -> AbstractAsyncContextManager[Follower[QueueNews]]:
        """`filter_` is a coerced CommentFilter. Raises Forbidden for who is no moderator, BadUserInput for a filter
        that cannot be used."""
        followed = Followed(queues, filter_, viewer)
        key = self._key(followed)
        counting = self._countings.get(key)
        if counting is None:
            counting = self._countings[key] = Counting(lambda: self._count(followed))
        return self.broadcasts.following(
            ("queues", queues, key),
            lambda: queue_changes(
                followed,
                counting=counting,
                feed=self.feed,
                database=self._database,
                chains=self._chains,
            ),
        )

    def question(
        self, field: Selected, *, operation: object = None, variables: Variables | None = None
    ) -> Question:
        """`operation` and `variables` are those of the client that selected the field, where one did."""
        plans = None
        if operation is not None:
            plans = self._plans.plans(operation, (field.key, shape_of(variables)))
        return Question(field, database=self._database, chains=self._chains, variables=variables, plans=plans)

    def _key(self, followed: Followed) -> Any:
        given = sorted((followed.filter or {}).items())
        is_personal = str((followed.filter or {}).get("claimed")) in OF_THE_VIEWER
        return rights_of(followed.viewer), followed.viewer.id if is_personal else None, repr(given)

    async def _count(self, followed: Followed) -> Any:
        """[{"queue": "PENDING", "count": 3, "oldest": …}, …], of every queue."""
        path = ("queueCounts",)
        field = Selected(
            key="queueCounts",
            name="queueCounts",
            path=path,
            null_path=path,
            arguments={"filter": constant(followed.filter)},
            children={
                "QueueCount": tuple(
                    Selected(key=name, name=name, path=(*path, name), null_path=path) for name in COUNTS
                )
            },
            is_list=True,
        )
        return await self.question(field).ask_patiently(followed.viewer, utc_now())
