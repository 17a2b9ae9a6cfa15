"""How a field is declared whose value the read planner makes (schema.rows).

The body of a declared field is never called, so its signature and docstring are all there is to say.
"""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry


def said(description: str, **options: Any) -> Any:
    """A field without arguments."""
    return strawberry.field(description=description, **options)


def planned(declaration: Callable[..., Any]) -> Any:
    """A field with arguments: the signature declares them, the docstring describes the field."""
    description = " ".join(inspect.cleandoc(declaration.__doc__ or "").split())
    return strawberry.field(resolver=declaration, description=description)
