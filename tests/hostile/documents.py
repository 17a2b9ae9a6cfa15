"""Operations that ask for too much, for what is not there, or for what no parser should be asked."""

from __future__ import annotations

from tests.hostile.attack import Attack, operation

NIL = "0" * 32
TOO_MUCH = (400,)
INVALID = ("GRAPHQL_VALIDATION_FAILED",)
UNREADABLE = ("GRAPHQL_PARSE_FAILED",)
COST = ("COST_LIMIT",)
BAD = ("BAD_USER_INPUT",)


def refused(name: str, query: str, codes: tuple[str | None, ...], **variables: object) -> Attack:
    return Attack(name, (operation(query, **variables),), (400,), codes)


def answered(name: str, query: str, codes: tuple[str | None, ...], **variables: object) -> Attack:
    """Runs, with null and an error in the place of what is bad."""
    return Attack(name, (operation(query, **variables),), (200,), codes)


def numbered(text: str, times: int) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(times))


FRAGMENTS = "{ site { " + numbered("...F#", 200) + " } } " + numbered("fragment F# on Site { name }", 200)
DOUBLING = (
    "{ ...F0 } "
    + numbered("fragment F# on Query { a#: site { name } ...G# ...H# }", 1)
    + " ".join(
        f"fragment {kind}{n} on Query {{ ...G{n + 1} ...H{n + 1} }}" for n in range(12) for kind in "GH"
    )
    + " fragment G12 on Query { __typename } fragment H12 on Query { __typename }"
)
WIDE_PAGES = "{ articles(first: 100) { nodes { comments(first: 100) { nodes { id } } } } }"

DEEP = [
    refused("deep-fields", "{" + "a{" * 60 + "a" + "}" * 61, COST),
    refused("deep-fields-valid", "{" + "articles{nodes{category{" * 20 + "slug" + "}}}" * 20 + "}", COST),
    refused("deep-beyond-the-parser", "{" + "a{" * 1_300 + "a" + "}" * 1_301, UNREADABLE),
    refused("deep-list-literal", "{ node(id: " + "[" * 1_500 + "]" * 1_500 + ") { id } }", UNREADABLE),
    refused("deep-object-literal", "{ articles(filter: " + "{a:" * 900 + "1" + "}" * 900 + ") }", UNREADABLE),
    refused("deep-type", "query($a: " + "[" * 1_500 + "Int" + "]" * 1_500 + ") { __typename }", UNREADABLE),
    refused("deep-inline-fragments", "{" + "...{" * 100 + "__typename" + "}" * 101, COST),
    refused(
        "deep-by-fragments",
        "{ site { ...A } } fragment A on Site { ...B } fragment B on Site { ...A }",
        INVALID,
    ),
    refused(
        "deep-relations",
        "{ articles(first: 1) { nodes { "
        + "category { articles(first: 1) { nodes { " * 4
        + "id"
        + " } } }" * 4
        + " } } }",
        COST,
    ),
]

WIDE = [
    refused("wide-pages", WIDE_PAGES, COST),
    refused("wide-same-field", "{ site {" + "name " * 1_900 + "} }", COST),
    refused("wide-inline-fragments", "{ site {" + "...{name} " * 450 + "} }", COST),
    refused("wide-fragments", FRAGMENTS, COST),
    refused("wide-same-objects", "{" + ("site {" + "name " * 60 + "} ") * 30 + "}", COST),
    refused("wide-aliases", "{ site {" + numbered("a#: name", 600) + "} }", COST),
    refused("wide-aliased-roots", "{" + numbered("a#: site { name }", 60) + "}", COST),
    refused("wide-keys", "{ site {" + numbered("a#: name", 60) + "} }", COST),
    refused(
        "wide-aliased-pages",
        "{" + numbered("a#: articles(first: 100) { totalCount nodes { id } }", 40) + "}",
        COST,
    ),
    refused("wide-directives", "{ site { name " + "@skip(if: false) " * 150 + "} }", COST),
    refused("wide-tokens", "{ site { name " + "@skip(if: false) " * 900 + "} }", UNREADABLE),
    refused("wide-unknown-arguments", "{ articles(" + numbered("a#: 1", 600) + ") { totalCount } }", INVALID),
    refused("wide-unknown-fields", "{ site {" + numbered("b#", 900) + "} }", COST),
    refused("wide-variables", "query(" + numbered("$a#: Int", 400) + ") { __typename }", INVALID),
    refused("wide-operations", numbered("query Q# { __typename }", 300), BAD),
    refused(
        "wide-mutations",
        "mutation {"
        + numbered('a#: approveComment(input: {id: "x", expectedVersion: 1}) { errors { code } }', 51)
        + "}",
        COST,
    ),
    answered("doubling-fragments", DOUBLING, (None,)),
    refused("circular-fragment", "{ ...A } fragment A on Query { ...A }", INVALID),
    refused(
        "circular-in-three",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        INVALID,
    ),
    refused("introspection", "{ __schema { types { fields { type { fields { name } } } } } }", INVALID),
    refused("suggestions", "{ site { nmae } }", INVALID),
]

TEXT = [
    refused("empty", "", UNREADABLE),
    refused("nul", "\0", UNREADABLE),
    refused("nul-in-a-name", "{ si\0te { name } }", UNREADABLE),
    refused("bom-and-nothing", "\ufeff", UNREADABLE),
    refused("long-comment", "{ __typename } #" + "a" * 200_000, COST),
    refused("long-name", "{ " + "a" * 60_000 + " }", INVALID),
    refused("long-string", '{ node(id: "' + "a" * 200_000 + '") { id } }', COST),
    refused("many-newlines", "\n" * 60_000 + "^", UNREADABLE),
    refused("many-commas", "{ __typename " + "," * 60_000 + "^", UNREADABLE),
    refused("unclosed-block-string", '{ node(id: """' + '\\"""' * 10_000, UNREADABLE),
    refused("bad-escape", '{ node(id: "\\uD800") { id } }', UNREADABLE),
    refused("bad-braced-escape", '{ node(id: "\\u{110000}") { id } }', UNREADABLE),
    refused("definitions-of-types", "type Query { a: Int } " * 100, INVALID),
    refused("huge-int-literal", "{ articles(first: " + "9" * 5_000 + ") { totalCount } }", UNREADABLE),
    refused("huge-float-literal", "{ articles(first: 1e" + "9" * 4_000 + ") { totalCount } }", UNREADABLE),
    refused("subscription-by-post", "subscription { queueChanged { __typename } }", BAD),
]

FIRST = "query($first: Int) { articles(first: $first) { totalCount } }"
AFTER = "query($after: String) { articles(first: 1, after: $after) { nodes { id } } }"
NODE = "query($id: ID!) { node(id: $id) { __typename } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }"

VALUES = [
    refused("float-for-int", FIRST, BAD, first=1.5),
    refused("int-beyond-32-bits", FIRST, BAD, first=2**31),
    refused("int-of-300-digits", FIRST, BAD, first=10**300),
    refused("text-for-int", FIRST, BAD, first="1; DROP TABLE comment"),
    refused("bool-for-int", FIRST, BAD, first=True),
    refused("list-for-int", FIRST, BAD, first=[1, 2]),
    refused("object-for-id", NODE, BAD, id={"a": 1}),
    refused("null-for-id", NODE, BAD, id=None),
    answered("zero-page", FIRST, BAD, first=0),
    answered("negative-page", FIRST, BAD, first=-(2**31)),
    answered("large-page", FIRST, BAD, first=101),
    answered("no-cursor", AFTER, BAD, after="AAAA"),
    answered("cursor-of-nul", AFTER, BAD, after="\0" * 100),
    answered("cursor-of-100-kb", AFTER, BAD, after="a" * 100_000),
    answered("cursor-of-unicode", AFTER, BAD, after="\U0001f4a5" * 100),
    answered("id-of-no-type", NODE, (*BAD, None), id="nothing_" + NIL),
    answered(
        "id-of-another-type", "query($id: ID!) { article(id: $id) { id } }", (*BAD, None), id="comment_" + NIL
    ),
    answered("id-of-nul", NODE, (*BAD, None), id="article_\0"),
    answered("id-of-100-kb", NODE, (*BAD, None), id="article_" + "0" * 100_000),
    answered("id-of-sql", NODE, (*BAD, None), id="article_' OR 1=1 --"),
    answered("ids-101", NODES, BAD, ids=["article_" + NIL] * 101),
    answered("slug-of-nul", "query($s: String!) { translation(slug: $s) { title } }", (*BAD, None), s="\0"),
    refused(
        "locale-of-100-kb",
        "query($l: Locale!) { categories { translation(locale: $l) { name } } }",
        (*BAD, None),
        l="x" * 100_000,
    ),
]

DOCUMENTS = [*DEEP, *WIDE, *TEXT, *VALUES]
