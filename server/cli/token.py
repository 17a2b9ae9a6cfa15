"""token."""

from __future__ import annotations

import re
from datetime import timedelta

import click

from server.auth import make_token, staff_subject
from server.cli.session import settings_now
from server.models.types import utc_now
from server.moderation.author import name_problem, tidy_name
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
    required=True,
    help="What the person may do; may be given several times.",
)
@click.option("--name", required=True, help="The person. The same name is the same person.")
@click.option("--expires", type=Duration(), default="8h", show_default=True, help="30m, 8h, 7d ...")
def token(roles: tuple[str, ...], name: str, expires: timedelta) -> None:
    """Print a bearer token for a member of staff, and nothing else."""
    tidied = tidy_name(name)
    if problem := name_problem(tidied):
        raise click.BadParameter(problem.message, param_hint="--name")
    assert tidied is not None, "name_problem refuses a missing name"
    made = make_token(
        secrets=settings_now().secrets,
        subject=staff_subject(tidied),
        name=tidied,
        roles=[Role(role.upper()) for role in roles],
        now=utc_now(),
        expires_in=expires,
    )
    click.echo(made)
