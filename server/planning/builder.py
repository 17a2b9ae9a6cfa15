"""One statement being built: its parameters with their getters, the names of its rows, the viewer's rights."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import orjson
from sqlalchemy import BindParameter, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator, TypeEngine

from server.errors import BadUserInput, RequestError
from server.models.types import Id, Instant, Nfc
from server.permissions import Known, Rights, known
from server.planning.request import Request
from server.planning.selection import Argument, Path, Selected
from server.text.normal import is_storable

Getter = Callable[[Request], Any]


class TextArray(TypeDecorator[list[str]]):
    """A list of texts: text[] on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" or value is None else orjson.dumps(value).decode()


class Builder:
    """
    `excluded`  the paths that are answered with null, because an argument at or below them is bad.
    `getters`   by parameter name: reads the parameter's value from a request, or raises RequestError.
    `fixed`     the names of the parameters that have the same value in every request.
    """

    def __init__(self, *, rights: Rights, dialect: Dialect, excluded: frozenset[Path] = frozenset()) -> None:
        self.rights = rights
        self.dialect = dialect
        self.excluded = excluded
        self.getters: dict[str, Getter] = {}
        self.fixed: set[str] = set()
        self._row_numbers = count()
        self._me: BindParameter[Any] | None = None
        self._known: Known | None = None
        self._now: BindParameter[Any] | None = None

    @property
    def is_postgresql(self) -> bool:
        return self.dialect.name == "postgresql"

    def row_name(self) -> str:
        return f"r{next(self._row_numbers)}"

    def parameter(
        self, getter: Getter, type_: Any, *, at: Selected | None = None, is_fixed: bool = False
    ) -> BindParameter[Any]:
        """A parameter whose value is read for each request, or once where it `is_fixed`. An error of the getter is
        placed `at` a field."""
        name = f"p{len(self.getters)}"
        self.getters[name] = getter if at is None else _located(getter, at)
        if is_fixed:
            self.fixed.add(name)
        return bindparam(name, type_=type_)

    def argument(
        self,
        argument: Argument,
        type_: Any,
        *,
        at: Selected,
        read: Callable[[Any], Any] = lambda value: value,
    ) -> BindParameter[Any]:
        """A parameter that is an argument's value, made usable by `read` (which may raise RequestError)."""
        return self.parameter(
            lambda request: read(argument.read(request.variables)), type_, at=at, is_fixed=argument.is_fixed
        )

    @property
    def me(self) -> BindParameter[Any] | None:
        """The viewer's id; None when the rights say that there is none."""
        if self._me is None and self.rights.has_id:
            self._me = self.parameter(lambda request: request.viewer.id, Id)
        return self._me

    @property
    def known(self) -> Known | None:
        """The viewer, as conditions on comments need one with an id."""
        if self._known is None and self.me is not None:
            self._known = known(self.me)
        return self._known

    @property
    def now(self) -> BindParameter[Any]:
        if self._now is None:
            self._now = self.parameter(lambda request: request.now, Instant)
        return self._now

    @property
    def reads_clock(self) -> bool:
        """Whether anything planned so far depends on the time."""
        return self._now is not None

    def text(self, argument: Argument, *, at: Selected) -> ColumnElement[Any]:
        return self.argument(argument, Nfc, at=at)


def _located(getter: Getter, at: Selected) -> Getter:
    def read(request: Request) -> Any:
        try:
            return _storable(getter(request))
        except RequestError as error:
            raise place(error, at) from None

    return read


def _storable(value: Any) -> Any:
    """PostgreSQL takes no NUL and no lone surrogate, so it is not asked about them."""
    texts = value if isinstance(value, list) else [value]
    if all(is_storable(text) for text in texts if isinstance(text, str)):
        return value
    raise BadUserInput("An argument holds characters (NUL or half a surrogate pair) that no stored text has.")


def place(error: RequestError, at: Selected) -> Placed:
    return error if isinstance(error, Placed) else Placed(error, at)


class Placed(RequestError):
    """A request error with its place: `path` is the field's, `null_path` where null goes (None: data)."""

    def __init__(self, error: RequestError, at: Selected) -> None:
        super().__init__(error.message, path=at.path)
        self.code = error.code  # type: ignore[misc]
        self.null_path = at.null_path


def bad_input(message: str, at: Selected) -> Placed:
    return Placed(BadUserInput(message), at)
