"""The contract's scalars, strict on their way in."""

import datetime as dt
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from server.models.types import format_instant, to_milliseconds
from server.text.locales import canonical_tag


def _read_moment(value: object) -> dt.datetime:
    """RFC 3339 with an offset. Raises GraphQLError otherwise."""
    try:
        if not isinstance(value, str):
            raise TypeError
        return to_milliseconds(dt.datetime.fromisoformat(value))
    except (TypeError, ValueError, OverflowError):
        raise GraphQLError(
            "A DateTime is RFC 3339 with an offset, for example 2022-02-24T15:04:05Z.",
            extensions={"code": "BAD_USER_INPUT"},
        ) from None


def _write_moment(value: object) -> str:
    return format_instant(value) if isinstance(value, dt.datetime) else str(value)


def _read_locale(value: object) -> str:
    """A BCP 47 tag in canonical case. Raises GraphQLError for an ill-formed one."""
    try:
        if not isinstance(value, str):
            raise TypeError
        return canonical_tag(value)
    except (TypeError, ValueError):
        raise GraphQLError(
            "A Locale is a BCP 47 language tag, for example en, bn or pt-BR.",
            extensions={"code": "BAD_USER_INPUT"},
        ) from None


DateTime = NewType("DateTime", dt.datetime)
Locale = NewType("Locale", str)

SCALARS: dict[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description=(
            "RFC 3339. Answers in UTC to the millisecond: 2022-02-24T15:04:05.000Z; inputs with any offset. "
            "Ranges include their start, not their end."
        ),
        serialize=_write_moment,
        parse_value=_read_moment,
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    ),
    Locale: strawberry.scalar(
        name="Locale",
        description=(
            "A BCP 47 language tag, canonical case, for example en, bn, pt-BR. "
            "An ill-formed tag is BAD_USER_INPUT."
        ),
        serialize=str,
        parse_value=_read_locale,
        specified_by_url="https://www.rfc-editor.org/info/bcp47",
    ),
}
