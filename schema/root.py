"""Assembles the parts into `schema`. As a program it prints the SDL: python -m schema.root >schema/schema.graphql"""

import sys

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.comments import AuditEntry, Comment, Commenter
from schema.content import Article, ArticleTranslation, Author, Category, Image, Tag
from schema.mutations import Mutation
from schema.payloads import Conflict, InputError, RateLimited
from schema.queries import Query
from schema.rows import answer_from_rows
from schema.scalars import SCALARS
from schema.subscriptions import Subscription

NODES = [Article, ArticleTranslation, Author, Category, Tag, Image, Comment, Commenter, AuditEntry]
ERRORS = [InputError, RateLimited, Conflict]

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[*NODES, *ERRORS],
    config=StrawberryConfig(scalar_map=SCALARS),
)
graphql_schema: GraphQLSchema = schema._schema  # noqa: SLF001 - see below
"""graphql-core's schema below Strawberry's, which has no public name for it."""

answer_from_rows(graphql_schema)


def printed() -> str:
    """The schema in GraphQL's own language, as schema/schema.graphql keeps it."""
    return f"{schema.as_str()}\n"


if __name__ == "__main__":
    sys.stdout.write(printed())
