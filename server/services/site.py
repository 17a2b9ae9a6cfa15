"""The site as its settings describe it: brought into the database when a process starts."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import SITE_SCOPE, CommentPolicy, LocaleFallback, Site, SiteLocale
from server.models.types import utc_now
from server.moderation.policy import Policy
from server.services.inserting import insert_new
from server.services.names import rekey_names
from server.services.outbox import announce
from server.services.served import rewrite_all_served
from server.settings import Settings
from server.text.fallback import Chains
from server.text.scripts import direction

SITE_CHANGED = "site.changed"
"""The event of a name, a language or a fallback chain that is another one."""


def chains_of(settings: Settings) -> Chains:
    return Chains(
        default_locale=settings.default_locale,
        fallbacks={each.locale: each.fallback for each in settings.locales},
    )


async def sync_site(session: AsyncSession, settings: Settings) -> None:
    """Writes name, locales, chains and, where there is none, the default policy. Whoever comes second
    finds it done and changes nothing; several that begin at once pass one after the other.

    Where locales or chains have changed, so has what readers see of every article: that is written anew too.
    """
    if await _is_as_set(session, settings):
        return
    await insert_new(session, Site, name=settings.site_name, default_locale=settings.default_locale)
    site = await lock_site(session)
    is_changed = await _write_locales(session, settings)
    if site.default_locale != settings.default_locale:
        await rekey_names(session, settings.default_locale)
    if (site.name, site.default_locale) != (settings.site_name, settings.default_locale):
        site.name, site.default_locale = settings.site_name, settings.default_locale
        is_changed = True
    if is_changed:
        await announce(session, SITE_CHANGED, {}, at=utc_now())
    await insert_new(session, CommentPolicy, scope=SITE_SCOPE, **_policy_columns(Policy()))
    await session.flush()


async def _is_as_set(session: AsyncSession, settings: Settings) -> bool:
    """As it is at every start but the first, and needs no lock."""
    has_policy = exists().where(CommentPolicy.scope == SITE_SCOPE)
    sites = await session.execute(select(Site.name, Site.default_locale).where(has_policy))
    if sites.one_or_none() != (settings.site_name, settings.default_locale):
        return False
    return await _has_chains(session, settings)


async def _has_chains(session: AsyncSession, settings: Settings) -> bool:
    chains = [(each.locale, list(each.fallback)) for each in settings.locales]
    return list((await _stored_chains(session)).items()) == chains


async def lock_site(session: AsyncSession) -> Site:
    """The one row, once it is there. Several processes pass here one after the other."""
    sites = await session.scalars(
        select(Site).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    return sites.one()


async def _write_locales(session: AsyncSession, settings: Settings) -> bool:
    """False where there was nothing to do."""
    if await _has_chains(session, settings):
        return False
    chains = {each.locale: list(each.fallback) for each in settings.locales}
    await session.execute(delete(LocaleFallback))
    await session.execute(delete(SiteLocale))
    await session.execute(
        insert(SiteLocale),
        [
            {"locale": locale, "position": position, "direction": direction(locale)}
            for position, locale in enumerate(chains)
        ],
    )
    fallbacks = [
        {"locale": locale, "position": position, "candidate": candidate}
        for locale, chain in chains.items()
        for position, candidate in enumerate(chain)
    ]
    if fallbacks:
        await session.execute(insert(LocaleFallback), fallbacks)
    await rewrite_all_served(session, chains_of(settings))
    return True


async def _stored_chains(session: AsyncSession) -> dict[str, list[str]]:
    """By locale, in order."""
    locales = await session.scalars(select(SiteLocale.locale).order_by(SiteLocale.position))
    chains: dict[str, list[str]] = {locale: [] for locale in locales}
    rows = await session.execute(
        select(LocaleFallback.locale, LocaleFallback.candidate).order_by(LocaleFallback.position)
    )
    for locale, candidate in rows:
        chains[locale].append(candidate)
    return chains


def _policy_columns(policy: Policy) -> dict[str, Any]:
    columns = {field.name: getattr(policy, field.name) for field in fields(policy)}
    for name in ("banned_words", "suspect_words"):
        columns[name] = [asdict(words) for words in columns[name]]
    return columns
