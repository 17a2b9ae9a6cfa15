"""What was asked: fields by response key, with arguments that know where their values come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Variables = Mapping[str, Any]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument, or one field of an input object.

    `value` is the coerced value in the request the plan is built for; a plan may depend on it only where the
    shape key holds it (server.planning.shapes). `source` reads the value from any request's variables; None
    for a constant of the document. `fields` are those of an input object that were given.
    """

    value: Any
    source: Callable[[Variables], Any] | None = None
    fields: Mapping[str, Argument] | None = None

    @property
    def is_fixed(self) -> bool:
        """The document says it all."""
        return self.source is None

    def read(self, variables: Variables) -> Any:
        return self.value if self.source is None else self.source(variables)

    def __getitem__(self, name: str) -> Argument | None:
        """A field of an input object that is given and not null."""
        found = (self.fields or {}).get(name)
        return None if found is None or found.value is None else found


@dataclass(frozen=True, slots=True)
class Selected:
    """One response key. `children` holds the sub-selection by concrete type name; empty for a scalar.

    `null_path` is where null goes when this field cannot be answered: the nearest nullable field at or above
    it, or None where there is none and data itself becomes null.
    """

    key: str
    name: str
    path: Path
    null_path: Path | None
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    children: Mapping[str, tuple[Selected, ...]] = field(default_factory=dict)
    is_list: bool = False

    def argument(self, name: str) -> Argument | None:
        """The argument, where it is given and not null."""
        found = self.arguments.get(name)
        return None if found is None or found.value is None else found

    def value(self, name: str, default: Any = None) -> Any:
        found = self.argument(name)
        return default if found is None else found.value
