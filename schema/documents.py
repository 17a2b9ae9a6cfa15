"""The document store: text or name -> parsed, validated operations with their plans; done once, then from memory."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn

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

from schema.dear import Sought, refuse_dear
from schema.document_limits import check_document, check_text
from schema.prepared import Prepared
from schema.variables import VariableReader
from server.errors import CostLimit
from server.observing.note import DIGITS, NOTHING, Known
from server.planning.reading import PlanCache
from server.services.trusted_documents import NOTHING_TRUSTED, Trusted, plain_name
from server.settings import Limits

DOCUMENTS_KEPT = 1_000
BYTES_KEPT = 16 * 1024 * 1024
"""Of document text. A parsed document takes about 30 times its text; clients send a few dozen documents."""

SHAPES_KEPT = 16

NOT_FOUND = "PersistedQueryNotFound"
"""What Apollo's clients look for, by message or code, to send the text after the hash."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a request tells its document: by its text, by the `name` of a trusted one (documentId), or by the SHA-256
    of the text in hex (Apollo's persistedQuery), which the text may come with."""

    text: str | None
    name: str | None = None
    digest: str | None = None


@dataclass(slots=True)
class Operation:
    """One operation of a valid document. `shapes` keeps what is prepared by shape, `plans` by shape and rights, and
    `traces` the plans that find out which articles it shows; `known` is what may be told of it."""

    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    document: DocumentNode
    variables: VariableReader
    known: Known = NOTHING
    plans: PlanCache = field(default_factory=PlanCache)
    traces: PlanCache = field(default_factory=PlanCache)
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


@dataclass(slots=True)
class StoredDocument:
    """`digest` is the SHA-256 under which a client has sent it."""

    operations: tuple[Operation, ...]
    size: int
    digest: str | None = None

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
    """The document cannot be run. `code` is GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED or COST_LIMIT; for one
    that was named, PERSISTED_QUERY_NOT_FOUND or BAD_USER_INPUT; FORBIDDEN where only trusted ones are taken."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


class DocumentStore:
    """Bounded by count and by bytes of text; the least recently used is dropped. `trusted` are the documents that
    may be named; where `takes_only_trusted`, no others are run."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        hides_suggestions: bool,
        limits: Limits | None = None,
        trusted: Trusted = NOTHING_TRUSTED,
        takes_only_trusted: bool = False,
    ) -> None:
        self.schema = schema
        self.limits = limits or Limits()
        self.hides_suggestions = hides_suggestions
        self._trusted = trusted
        self._takes_only_trusted = takes_only_trusted
        self._documents: OrderedDict[str, StoredDocument] = OrderedDict()
        self._by_digest: dict[str, str] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._documents)

    def find(self, asked: Asked, sought: Sought | None = None) -> StoredDocument:
        """What a request names or brings, and means to run. Raises InvalidDocument."""
        text = asked.text
        if asked.name is not None:
            text = self._named(asked)
        elif asked.digest is not None:
            return self._by_hash(text, asked.digest, sought)
        elif text is None:
            _refuse("BAD_USER_INPUT", "Send query, or documentId with the name of a trusted document.")
        return self._get_taken(text, sought)

    def _get_taken(self, text: str, sought: Sought | None) -> StoredDocument:
        if self._takes_only_trusted and text not in self._trusted.texts:
            _refuse("FORBIDDEN", "This site runs trusted documents only: send documentId.")
        return self.get(text, sought)

    def _named(self, asked: Asked) -> str:
        if asked.text is not None or asked.digest is not None:
            _refuse("BAD_USER_INPUT", "Send documentId without query and without persistedQuery.")
        found = self._trusted.by_name.get(plain_name(asked.name or ""))
        return _not_found() if found is None else found

    def _by_hash(self, text: str | None, digest: str, sought: Sought | None) -> StoredDocument:
        """Apollo's automatic persisted queries: a text that comes with its hash is found by the hash from then on, in
        this process and as long as it is kept. A trusted document is found by its name, too."""
        if text is None:
            text = self._trusted.by_name.get(plain_name(digest)) or self._by_digest.get(digest.lower())
            return self._get_taken(_not_found() if text is None else text, sought)
        digest = digest.lower()
        if sha256(text.encode(errors="replace")).hexdigest() != digest:
            _refuse("BAD_USER_INPUT", "The sha256Hash is not that of the query.")
        stored = self._get_taken(text, sought)
        stored.digest = digest
        self._by_digest[digest] = text
        return stored

    def get(self, text: str, sought: Sought | None = None) -> StoredDocument:
        """Raises InvalidDocument: with every error found, or with the cost of what is `sought` alone."""
        stored = self._documents.get(text)
        if stored is not None:
            self._documents.move_to_end(text)
            return stored
        stored = self._read(text, sought)
        self._documents[text] = stored
        self._bytes += stored.size
        while len(self._documents) > DOCUMENTS_KEPT or self._bytes > BYTES_KEPT:
            self._drop_oldest()
        return stored

    def _drop_oldest(self) -> None:
        _, dropped = self._documents.popitem(last=False)
        self._bytes -= dropped.size
        if dropped.digest is not None:
            self._by_digest.pop(dropped.digest, None)

    def _read(self, text: str, sought: Sought | None) -> StoredDocument:
        try:
            check_text(text, self.limits)
            document = parse(text, max_tokens=self.limits.document_tokens)
            check_document(document, self.limits)
            if sought is not None:
                refuse_dear(document, sought, self.schema, self.limits)
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
        digest = sha256(text.encode(errors="replace")).hexdigest()[:DIGITS]
        operations = tuple(
            Operation(
                node=node,
                fragments=fragments,
                document=document,
                variables=VariableReader(self.schema, node.variable_definitions or ()),
                known=Known(node.name.value if node.name else None, node.operation.value, digest),
            )
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        )
        if not operations:
            raise InvalidDocument(
                "GRAPHQL_VALIDATION_FAILED", [GraphQLError("The document has no operation.")]
            )
        return StoredDocument(operations, len(text.encode()))


def _refuse(code: str, message: str) -> NoReturn:
    raise InvalidDocument(code, [GraphQLError(message)])


def _not_found() -> NoReturn:
    _refuse("PERSISTED_QUERY_NOT_FOUND", NOT_FOUND)
