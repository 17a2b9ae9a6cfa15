"""A language tag on the command line."""

from __future__ import annotations

import click

from server.text.locales import canonical_tag


class LocaleTag(click.ParamType[str]):
    """A BCP 47 tag, made canonical."""

    name = "locale"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> str:
        try:
            return canonical_tag(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a language tag such as en, bn or pt-BR", param, context)
