"""Data of an operation -> a page's HTML, by the templates; every text of others is escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.pages.words import Words
from server.text.markup import render_article

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """`digest` is that of the static files, `zone` whose time is shown."""

    def __init__(self, *, digest: str, zone: tzinfo) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._zone = zone
        self._environment.globals["asset"] = lambda name: f"/static/{digest}/{name}"
        self._environment.filters["moment"] = moment
        self._environment.filters["block"] = _block
        self._environment.filters["sanitised"] = Markup
        self._environment.filters["data"] = _data

    def page(self, template: str, words: Words, **values: Any) -> str:
        zone = self._zone
        return self._environment.get_template(template).render(
            t=words,
            date=lambda text: words.date(moment(text), zone),
            time=lambda text: words.time(moment(text), zone),
            names_of=lambda people: words.list([(each["translation"] or each)["name"] for each in people]),
            **values,
        )


def moment(text: str) -> datetime:
    """A DateTime of the contract."""
    return datetime.fromisoformat(text)


def _block(text: str, kind: str) -> Markup:
    """A block of an article, as HTML: Markdown without raw HTML, then a sanitiser."""
    return Markup(render_article(text, kind))  # noqa: S704 - this is where it is made safe


def _data(value: Mapping[str, Any]) -> Markup:
    """JSON inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - what could be markup is escaped above
