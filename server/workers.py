"""What a server process does beside its requests: one line for each kind of work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial

from server.database import Database
from server.models.types import utc_now
from server.planning.queues import in_queue
from server.services.background import in_background
from server.services.judging_work import judging_work
from server.services.publishing import publish_due
from server.services.revocations import REFRESH_EVERY_SECONDS, Revocations
from server.services.sealing import SEAL_EVERY_SECONDS, seal_what_waits
from server.services.site import chains_of
from server.services.trusted_documents import REFRESH_EVERY_SECONDS as READ_DOCUMENTS_EVERY_SECONDS
from server.services.webhooks import TELL_EVERY_SECONDS, Teller
from server.settings import Settings

Step = Callable[[], Awaitable[object]]
DUE_EVERY_SECONDS = 1.0
"""How late a scheduled publication may be."""

SOMETHING_SCHEDULED = "SELECT count(*) FROM article_translation WHERE scheduled_for IS NOT NULL"
"""A look without a write lock; usually there is nothing."""


def workers(
    database: Database, settings: Settings, revocations: Revocations, documents: Step
) -> Iterator[AbstractAsyncContextManager[None]]:
    """Each works while its context lasts. `documents` is the step that reads the trusted ones."""
    due = partial(_publish_when_due, database, settings)
    yield in_background("publishing", due, every_seconds=DUE_EVERY_SECONDS)
    yield in_background("sealing", partial(seal_what_waits, database), every_seconds=SEAL_EVERY_SECONDS)
    yield in_background("revocations", revocations.refresh, every_seconds=REFRESH_EVERY_SECONDS)
    yield in_background("documents", documents, every_seconds=READ_DOCUMENTS_EVERY_SECONDS)
    yield judging_work(database, settings)
    if settings.webhook_url is not None:
        teller = Teller(database, settings, in_queue=in_queue)
        yield in_background("webhook", teller.step, every_seconds=TELL_EVERY_SECONDS)


async def _publish_when_due(database: Database, settings: Settings) -> None:
    """Publishes what is scheduled, in every process: a compare-and-set, so once."""
    if (await database.read(SOMETHING_SCHEDULED, ()))[0]:
        async with database.transaction() as session:
            await publish_due(session, now=utc_now(), chains=chains_of(settings))
