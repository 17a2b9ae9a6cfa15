"""The document store: text -> parsed, validated operations with their plans; done once, then from memory."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from schema.document_limits import check_document, check_text
from schema.prepared import Prepared
from schema.variables import VariableReader
from server.errors import CostLimit
from server.planning.reading import PlanCache
from server.settings import Limits

DOCUMENTS_KEPT = 1_000
BYTES_KEPT = 16 * 1024 * 1024
"""Of document text. A parsed document takes about 30 times its text; clients send a few dozen documents."""

SHAPES_KEPT = 16


@dataclass(slots=True)
class Operation:
    """One operation of a valid document. `shapes` keeps what is prepared by shape, `plans` by shape and rights."""

    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    document: DocumentNode
    variables: VariableReader
    plans: PlanCache = field(default_factory=PlanCache)
    shapes: OrderedDict[Hashable, Prepared] = field(default_factory=OrderedDict)

    @property
    def kind(self) -> OperationType:
        return self.node.operation

    @property
    def name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    def prepared(self, shape: Hashable) -> Prepared | None:
        kept = self.shapes.get(shape)
        if kept is not None:
            self.shapes.move_to_end(shape)
        return kept

    def keep(self, shape: Hashable, prepared: Prepared) -> None:
        self.shapes[shape] = prepared
        while len(self.shapes) > SHAPES_KEPT:
            self.shapes.popitem(last=False)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    operations: tuple[Operation, ...]
    size: int

    def operation(self, name: str | None) -> Operation:
        """The named one, or the only one. Raises GraphQLError where that is not clear."""
        if name is None and len(self.operations) == 1:
            return self.operations[0]
        if name is None:
            raise GraphQLError("The document has several operations: operationName must say which.")
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise GraphQLError("The document has no operation of that name.")


class InvalidDocument(Exception):
    """The document cannot be run. `code` is GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED or COST_LIMIT."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


class DocumentStore:
    """Bounded by count and by bytes of text; the least recently used is dropped."""

    def __init__(
        self, schema: GraphQLSchema, *, hides_suggestions: bool, limits: Limits | None = None
    ) -> None:
        self.schema = schema
        self.limits = limits or Limits()
        self.hides_suggestions = hides_suggestions
        self._documents: OrderedDict[str, StoredDocument] = OrderedDict()
        self._bytes = 0

    def get(self, text: str) -> StoredDocument:
        """Raises InvalidDocument with every error found."""
        stored = self._documents.get(text)
        if stored is not None:
            self._documents.move_to_end(text)
            return stored
        stored = self._read(text)
        self._documents[text] = stored
        self._bytes += stored.size
        while len(self._documents) > DOCUMENTS_KEPT or self._bytes > BYTES_KEPT:
            self._bytes -= self._documents.popitem(last=False)[1].size
        return stored

    def _read(self, text: str) -> StoredDocument:
        try:
            check_text(text, self.limits)
            document = parse(text, max_tokens=self.limits.document_tokens)
            check_document(document, self.limits)
        except CostLimit as error:
            raise InvalidDocument(error.code, [GraphQLError(error.message)]) from None
        except GraphQLError as error:
            raise InvalidDocument("GRAPHQL_PARSE_FAILED", [error]) from None
        except RecursionError:
            raise InvalidDocument(
                "GRAPHQL_PARSE_FAILED", [GraphQLError("The document is nested too deeply.")]
            ) from None
        errors = validate(
            self.schema,
            document,
            max_errors=20,
            hide_suggestions=self.hides_suggestions,
            allow_empty_selection_sets=False,
        )
        if errors:
            raise InvalidDocument("GRAPHQL_VALIDATION_FAILED", errors)
        fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        operations = tuple(
            Operation(
                node=node,
                fragments=fragments,
                document=document,
                variables=VariableReader(self.schema, node.variable_definitions or ()),
            )
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        )
        if not operations:
            raise InvalidDocument(
                "GRAPHQL_VALIDATION_FAILED", [GraphQLError("The document has no operation.")]
            )
        return StoredDocument(operations, len(text.encode()))
