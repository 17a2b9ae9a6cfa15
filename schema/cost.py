"""The static cost of an operation: fields times list sizes, known before any SQL.

An object costs 1, a scalar nothing; what has to be counted or put together costs more. A list is as long as its
page, or as what stands in SIZES.
"""

from server.planning.selection import Selected, Variables

COST_LIMIT = 1_600
"""Three times the feed: twenty articles with authors, category, two translations and ten comments each."""

COUNTS = {"totalCount": 10, "replyCount": 10, "commentCount": 10}
"""A count reads rows."""

BODY = 20
"""A translation's body is put together from its segments; a comment's is a column."""

SIZES = {
    "segments": 40,
    "parallelText": 40,
    "translations": 5,
    "tags": 10,
    "authors": 10,
    "translators": 10,
    "categories": 20,
    "decisions": 20,
    "revisions": 20,
    "flags": 20,
    "queueCounts": 4,
    "findings": 3,
    "spans": 2,
}
"""How long a list is where no page bounds it; OTHER for the rest (locales, word lists)."""

OTHER = 5
PAGE = 20
"""A connection's default page."""


def cost_of(fields: tuple[Selected, ...], variables: Variables) -> int:
    """The cost of root fields with these variables."""
    return sum(_cost(field, 1, PAGE, variables) for field in fields)


def _cost(field: Selected, parents: int, page: int, variables: Variables) -> int:
    """`page` is the size of the connection that the field stands in, for its edges and nodes."""
    if not field.children:
        return COUNTS.get(field.name, 0) * parents
    if any(name.endswith("Connection") for name in field.children):
        size = _page(field, variables)
        return parents + _below(field, parents, size, variables)
    rows = parents * (_length(field, page, variables) if field.is_list else 1)
    return rows + _below(field, rows, page, variables)


def _below(field: Selected, parents: int, page: int, variables: Variables) -> int:
    """The dearest of the types that the field may be."""
    costs = []
    for type_name, children in field.children.items():
        bodies = sum(child.name == "body" for child in children) if type_name == "ArticleTranslation" else 0
        costs.append(sum(_cost(child, parents, page, variables) for child in children) + parents * BODY * bodies)
    return max(costs)


def _page(field: Selected, variables: Variables) -> int:
    given = field.argument("first") or field.argument("last")
    size = given.read(variables) if given else None
    return max(0, size) if isinstance(size, int) else PAGE


def _length(field: Selected, page: int, variables: Variables) -> int:
    if field.name in ("edges", "nodes") and field.argument("ids") is None:
        return page
    named = field.argument("ids") or (field.argument("locales") if field.name == "translations" else None)
    if named is not None:
        return len(named.read(variables))
    return SIZES.get(field.name, OTHER)
