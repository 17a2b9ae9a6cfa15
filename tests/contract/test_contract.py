"""The schema keeps what the contract promises to clients, and the snapshot in the repository is the schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InputValueDefinitionNode,
    TypeDefinitionNode,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
    print_ast,
)

from schema.root import graphql_schema, printed

SNAPSHOT = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"
REGENERATE = "Read the difference, then: .venv/bin/python -m schema.root >schema/schema.graphql"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LATER_TYPES = _names(
    """
    BlockInput CreateArticleInput UpdateArticleInput ImageInput ImageTranslationInput DeleteArticleInput
    DeleteArticlePayload SaveTranslationInput PublishTranslationInput UnpublishTranslationInput
    ArticlePayload TranslationPayload
    """
)
LATER_FIELDS = _names(
    """
    Mutation.createArticle Mutation.updateArticle Mutation.deleteArticle
    Mutation.saveTranslation Mutation.publishTranslation Mutation.unpublishTranslation
    """
)
"""What the contract has and this release does not."""


# ── the contract ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def contract(shared: Path) -> DocumentNode:
    return parse((shared / "contract.graphql").read_text(encoding="utf-8"))


@cache
def the_schema() -> DocumentNode:
    return parse(printed())


def facts_of(document: DocumentNode) -> dict[str, str]:
    """Everything a client may rely on, one line each: `Article.id` -> `ID!`, `Query.tag(slug:)` -> `String`."""
    return dict(fact for definition in document.definitions for fact in _facts_of_type(definition))


def _facts_of_type(definition: DefinitionNode) -> Iterator[tuple[str, str]]:
    assert isinstance(definition, TypeDefinitionNode), "the contract defines types and nothing else"
    name = definition.name.value
    yield name, definition.kind
    for interface in getattr(definition, "interfaces", None) or ():
        yield f"{name} implements {interface.name.value}", "yes"
    for field in getattr(definition, "fields", None) or ():
        yield f"{name}.{field.name.value}", _type_of(field)
        for argument in getattr(field, "arguments", None) or ():
            yield f"{name}.{field.name.value}({argument.name.value}:)", _type_of(argument)
    if isinstance(definition, EnumTypeDefinitionNode):
        yield f"{name} values", " ".join(value.name.value for value in definition.values or ())


def _type_of(node: FieldDefinitionNode | InputValueDefinitionNode) -> str:
    default = getattr(node, "default_value", None)
    return print_ast(node.type) + (f" = {print_ast(default)}" if default else "")


def _is_later(fact: str) -> bool:
    named = fact.partition("(")[0].partition(" ")[0]
    return named in LATER_FIELDS or named.partition(".")[0] in LATER_TYPES


@pytest.mark.shared
def test_keeps_every_name_argument_default_and_nullability_of_the_contract(contract: DocumentNode) -> None:
    ours = facts_of(the_schema())
    promised = {fact: value for fact, value in facts_of(contract).items() if not _is_later(fact)}
    assert {fact: ours.get(fact) for fact in promised} == promised


@pytest.mark.shared
def test_asks_for_nothing_that_the_contract_leaves_out(contract: DocumentNode) -> None:
    """A new argument may be added, but not one that has to be given; nor a field that an input must have."""
    promised, ours = facts_of(contract), facts_of(the_schema())
    inputs = {name for name, kind in ours.items() if kind == "input_object_type_definition"}
    demanded = {
        fact: value
        for fact, value in ours.items()
        if (fact.endswith(":)") or (fact.partition(".")[0] in inputs and "." in fact))
        and value.endswith("!")
        and fact not in promised
    }
    assert demanded == {}


@pytest.mark.shared
def test_lists_as_later_only_what_the_contract_has(contract: DocumentNode) -> None:
    promised = facts_of(contract)
    assert (LATER_TYPES | LATER_FIELDS) - promised.keys() == set()


def test_has_nothing_yet_of_what_comes_later() -> None:
    assert (LATER_TYPES | LATER_FIELDS) & facts_of(the_schema()).keys() == set()


CONNECTIONS = ["Article", "Author", "Comment", "AuditEntry"]


@pytest.mark.parametrize("name", CONNECTIONS)
def test_gives_every_connection_edges_nodes_page_info_and_count(name: str) -> None:
    ours = facts_of(the_schema())
    fields = {
        "edges": f"[{name}Edge!]!",
        "nodes": f"[{name}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    }
    assert {field: ours[f"{name}Connection.{field}"] for field in fields} == fields
    assert (ours[f"{name}Edge.cursor"], ours[f"{name}Edge.node"]) == ("String!", f"{name}!")


def test_has_no_connection_that_is_not_looked_at() -> None:
    found = {name for name in graphql_schema.type_map if name.endswith("Connection")}
    assert found == {f"{name}Connection" for name in CONNECTIONS}


# ── descriptions ────────────────────────────────────────────────────────────────────────────────


def own_types() -> list[GraphQLNamedType]:
    return [
        named
        for named in graphql_schema.type_map.values()
        if not is_introspection_type(named) and not is_specified_scalar_type(named)
    ]


def undescribed(named: GraphQLNamedType) -> Iterator[str]:
    if not named.description:
        yield named.name
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in named.fields.items():
            if not field.description:
                yield f"{named.name}.{name}"
    if isinstance(named, GraphQLEnumType):
        for name, value in named.values.items():
            if not value.description:
                yield f"{named.name}.{name}"


def test_describes_every_type_field_and_value_to_the_person_who_writes_a_client() -> None:
    assert [name for named in own_types() for name in undescribed(named)] == []


# ── the snapshot ────────────────────────────────────────────────────────────────────────────────


def test_snapshot_is_the_schema_as_it_is_printed() -> None:
    assert SNAPSHOT.read_text(encoding="utf-8") == printed(), REGENERATE
