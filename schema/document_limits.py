"""What a document may hold, looked at before it is validated: validation takes time by the square of some of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TokenKind,
)

from server.errors import CostLimit
from server.settings import Limits

MAX_LIKE_FIELDS = 10_000
"""Fields with the same response key at the same place, and fragments spread there: squared and added up. Validation
compares each with each, 14 microseconds a pair where they come by fragments: 4,000 tokens of them took a second."""

MAX_NUMBER_CHARS = 400
"""As long as the largest float, written out. Python refuses 4,300 digits, and takes long for fewer."""

SPREAD = FieldNode(name=NameNode(value="..."))
"""Stands for a fragment that is spread."""


def check_text(text: str, limits: Limits) -> None:
    """Raises CostLimit for a text too long to be parsed: the lexer reads 3 kB a millisecond."""
    # A character has four bytes at most, so what is short is not encoded in order to be measured.
    if len(text) * 4 > limits.document_bytes and len(text.encode(errors="replace")) > limits.document_bytes:
        raise CostLimit(
            f"The document is longer than {limits.document_kb} kB. Send long values as variables."
        )


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Raises CostLimit for nesting, aliases, directives or repetitions beyond the limits, GraphQLError for numbers
    that Python would not read."""
    _check_numbers(document)
    aliases = directives = 0
    like: Counter[tuple[str, str]] = Counter()
    for place in _fields(document):
        if place.depth > limits.selection_depth:
            raise CostLimit(f"Fields are nested more than {limits.selection_depth} deep.")
        directives += place.directives
        if place.field is not None:
            aliases += place.field.alias is not None
            like[place.above, _key(place.field)] += 1
    _refuse_beyond(aliases, limits.aliases, "aliases")
    _refuse_beyond(directives, limits.directives, "directives")
    if sum(times * times for times in like.values()) > MAX_LIKE_FIELDS:
        raise CostLimit("The document asks for the same fields too many times at the same place.")


def _check_numbers(document: DocumentNode) -> None:
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in (TokenKind.INT, TokenKind.FLOAT) and len(token.value or "") > MAX_NUMBER_CHARS:
            raise GraphQLError(f"A number has more than {MAX_NUMBER_CHARS} digits.")
        token = token.next


def _refuse_beyond(found: int, limit: int, what: str) -> None:
    if found > limit:
        raise CostLimit(f"The document has {found} {what}; {limit} is the limit.")


@dataclass(slots=True)
class _Place:
    """A selection. `above` names what it stands in: the field's response key, the type a fragment is of, or the
    operation's number."""

    field: FieldNode | None
    directives: int
    above: str
    depth: int


def _fields(document: DocumentNode) -> Iterator[_Place]:
    """Every selection of the document; without recursion, as nothing has bounded it yet."""
    waiting: list[tuple[SelectionSetNode, str, int]] = []
    for number, definition in enumerate(document.definitions):
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            above = str(number)
            if isinstance(definition, FragmentDefinitionNode):
                above = definition.type_condition.name.value
            waiting.append((definition.selection_set, above, 1))
            yield _Place(None, len(definition.directives or ()), above, 0)
    while waiting:
        selections, above, depth = waiting.pop()
        for node in selections.selections:
            directives = len(node.directives or ())
            if isinstance(node, FieldNode):
                yield _Place(node, directives, above, depth)
                if node.selection_set is not None:
                    waiting.append((node.selection_set, _key(node), depth + 1))
            elif isinstance(node, InlineFragmentNode):
                yield _Place(None, directives, above, depth)
                waiting.append((node.selection_set, above, depth + 1))
            elif isinstance(node, FragmentSpreadNode):
                yield _Place(SPREAD, directives, above, depth)


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias else field.name.value
