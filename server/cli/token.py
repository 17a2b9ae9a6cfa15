"""token."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import click

from server.auth import STAFF_PREFIX, make_token, person_id, person_of_provider, staff_subject
from server.cli.session import prepared, settings_now, with_database
from server.database import Database
from server.errors import OperatorError
from server.models.types import format_instant, utc_now
from server.moderation.author import name_problem, tidy_name
from server.services.revocations import revoke_tokens
from server.settings import Settings
from server.text.normal import is_storable
from server.viewer import Role

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST = timedelta(days=365)


class Duration(click.ParamType[timedelta]):
    """30m, 8h, 7d."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"([0-9]{1,6})([mhd])", str(value).strip().lower())
        life = int(found[1]) * UNITS[found[2]] if found else timedelta(0)
        if not timedelta(0) < life <= LONGEST:
            self.fail("give minutes, hours or days, such as 30m, 8h or 7d, at most 365d", param, context)
        return life


@click.command()
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value.lower() for role in Role], case_sensitive=False),
    multiple=True,
    help="What the person may do; may be given several times.",
)
@click.option("--name", help="The person. The same name is the same person.")
@click.option("--expires", type=Duration(), default="8h", show_default=True, help="30m, 8h, 7d ...")
@click.option("--revoke", metavar="SUBJECT", help="End the tokens of this person instead; see below.")
@click.option("--oidc", is_flag=True, help="With --revoke: SUBJECT is a sub of GALLEY_OIDC_ISSUER's.")
def token(
    roles: tuple[str, ...], name: str | None, expires: timedelta, revoke: str | None, oidc: bool
) -> None:
    """Print a bearer token for a member of staff, and nothing else.

    With --revoke, end the tokens that a person has, within a second: SUBJECT is the `sub` of the token, the name
    that --name was given after "galley:", or an id such as commenter_0190f3a2…
    """
    if revoke is not None:
        if roles or name is not None:
            raise click.UsageError("--revoke goes without --role and --name.")
        _revoke(revoke, is_providers=oidc)
        return
    if oidc:
        raise click.UsageError("--oidc goes with --revoke.")
    if not roles or name is None:
        raise click.UsageError(f"Missing option '--{'role' if not roles else 'name'}'.")
    click.echo(_made(roles, name, expires))


def _made(roles: tuple[str, ...], name: str, expires: timedelta) -> str:
    tidied = tidy_name(name)
    if problem := name_problem(tidied):
        raise click.BadParameter(problem.message, param_hint="--name")
    assert tidied is not None, "name_problem refuses a missing name"
    return make_token(
        secrets=settings_now().secrets,
        subject=staff_subject(tidied),
        name=tidied,
        roles=[Role(role.upper()) for role in roles],
        now=utc_now(),
        expires_in=expires,
    )


def _revoke(subject: str, *, is_providers: bool) -> None:
    settings = settings_now()
    person = _of_provider(subject.strip(), settings) if is_providers else _person(subject.strip())
    prepared(settings)
    now = utc_now()

    async def revoke(database: Database) -> None:
        async with database.transaction() as session:
            await revoke_tokens(session, person, now=now)

    with_database(settings, revoke)
    click.echo(f"The tokens of {subject} that were made until {format_instant(now)} no longer count.")


def _of_provider(subject: str, settings: Settings) -> UUID:
    if settings.identity.issuer is None:
        raise OperatorError("--oidc needs GALLEY_OIDC_ISSUER, and it is not set.")
    if not subject or not is_storable(subject):
        raise click.BadParameter("it is empty, or no text", param_hint="--revoke")
    return person_of_provider(settings.identity.issuer, subject)


def _person(subject: str) -> UUID:
    """An id of the API or a guest's subject names the person; any other subject is the identity's."""
    named = re.fullmatch(r"(?:(?:commenter|viewer|actor)_|guest:)([0-9a-f]{32})", subject)
    if named is not None:
        return UUID(hex=named[1])
    if not subject or not is_storable(subject):
        raise click.BadParameter("it is empty, or no text", param_hint="--revoke")
    is_staffs = subject.startswith(STAFF_PREFIX)
    return person_id(staff_subject(subject.removeprefix(STAFF_PREFIX)) if is_staffs else subject)
