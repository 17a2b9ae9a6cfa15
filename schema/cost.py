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
    "counts": 4,
    "findings": 3,
    "spans": 2,
}
"""How long a list is where nothing in the operation bounds it; OTHER for the rest (locales, word lists)."""

OTHER = 5
PAGE = 20
"""A connection's default page."""

LONGEST = 100
"""Of a page, and of a list of ids. What is longer is a bad argument, not a dear one, and is told as that."""


def cost_of(fields: tuple[Selected, ...], variables: Variables) -> int:
    """The cost of root fields with these variables."""
    return sum(_cost(field, "Query", 1, PAGE, variables) for field in fields)


def _cost(field: Selected, of: str, parents: int, page: int, variables: Variables) -> int:
    """`of` is the type that the field stands in, `page` the size that this type's lists get from above: a
    connection's edges and nodes, a parallel block's segments."""
    if not field.children:
        return COUNTS.get(field.name, 0) * parents
    if any(name.endswith("Connection") for name in field.children):
        return parents + _below(field, parents, _page(field, variables), variables)
    rows = parents * (_length(field, of, page, variables) if field.is_list else 1)
    if field.name == "parallelText":
        page = _asked_length(field, "locales", variables)
    return rows + _below(field, rows, page, variables)


def _below(field: Selected, parents: int, page: int, variables: Variables) -> int:
    """The dearest of the types that the field may be."""
    costs = [0]
    for name, children in field.children.items():
        bodies = sum(child.name == "body" for child in children) if name == "ArticleTranslation" else 0
        below = sum(_cost(child, name, parents, page, variables) for child in children)
        costs.append(below + parents * BODY * bodies)
    return max(costs)


def _page(field: Selected, variables: Variables) -> int:
    given = field.argument("first") or field.argument("last")
    size = given.read(variables) if given else None
    return min(max(0, size), LONGEST) if isinstance(size, int) else PAGE


def _length(field: Selected, of: str, page: int, variables: Variables) -> int:
    if of == "ParallelBlock" or of.endswith("Connection"):
        return page
    if field.argument("ids"):
        return _asked_length(field, "ids", variables)
    if field.name == "translations" and field.argument("locales"):
        return _asked_length(field, "locales", variables)
    return SIZES.get(field.name, OTHER)


def _asked_length(field: Selected, name: str, variables: Variables) -> int:
    """How many ids or locales are asked for."""
    return min(len(field.arguments[name].read(variables)), LONGEST)
