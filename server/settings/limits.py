"""What one request may ask for and how long it may take, each a setting. docs/security.md has the reasons."""

from __future__ import annotations

from dataclasses import dataclass, fields

from server.settings import values
from server.settings.setting import Setting

KIB = 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Numbers are what is still taken; the defaults are those of the settings."""

    url_kb: int = 8
    header_kb: int = 32
    header_count: int = 100
    json_depth: int = 50
    json_values: int = 10_000
    document_kb: int = 64
    document_tokens: int = 2_000
    selection_depth: int = 40
    aliases: int = 500
    directives: int = 100
    root_fields: int = 50
    cost: int = 1_600
    response_kb: int = 8_192
    receive_timeout_ms: int = 10_000
    request_timeout_ms: int = 30_000
    concurrent_requests: int = 500

    @property
    def url_bytes(self) -> int:
        return self.url_kb * KIB

    @property
    def header_bytes(self) -> int:
        return self.header_kb * KIB

    @property
    def document_bytes(self) -> int:
        return self.document_kb * KIB

    @property
    def response_bytes(self) -> int:
        return self.response_kb * KIB

    @property
    def receive_seconds(self) -> float:
        return self.receive_timeout_ms / 1000

    @property
    def request_seconds(self) -> float:
        return self.request_timeout_ms / 1000


_DEFAULTS = {field.name: field.default for field in fields(Limits)}


def _limit(name: str, field: str, unit: str, *, accepted: tuple[int, int], meaning: str) -> Setting:
    lowest, highest = accepted
    return Setting(
        name=name,
        field=field,
        unit=unit,
        default=str(_DEFAULTS[field]),
        accepts=f"{lowest} to {highest}",
        help=meaning,
        read=values.whole_number(lowest, highest),
    )


LIMIT_SETTINGS: tuple[Setting, ...] = (
    _limit(
        "GALLEY_URL_LIMIT_KB",
        "url_kb",
        "KiB",
        accepted=(1, 64),
        meaning="The longest address of a request, a GET's operation included.",
    ),
    _limit(
        "GALLEY_HEADER_LIMIT_KB",
        "header_kb",
        "KiB",
        accepted=(4, 256),
        meaning="The headers of a request together.",
    ),
    _limit(
        "GALLEY_HEADERS",
        "header_count",
        "headers",
        accepted=(20, 1_000),
        meaning="Headers of a request.",
    ),
    _limit(
        "GALLEY_JSON_DEPTH",
        "json_depth",
        "levels",
        accepted=(10, 500),
        meaning="Objects and lists within each other in a request's JSON.",
    ),
    _limit(
        "GALLEY_JSON_VALUES",
        "json_values",
        "values",
        accepted=(1_000, 1_000_000),
        meaning="Values in a request's JSON, those in objects and lists included.",
    ),
    _limit(
        "GALLEY_DOCUMENT_LIMIT_KB",
        "document_kb",
        "KiB",
        accepted=(1, 10_240),
        meaning="The longest GraphQL document.",
    ),
    _limit(
        "GALLEY_DOCUMENT_TOKENS",
        "document_tokens",
        "tokens",
        accepted=(500, 100_000),
        meaning="Names, signs and values in a document.",
    ),
    _limit(
        "GALLEY_SELECTION_DEPTH",
        "selection_depth",
        "levels",
        accepted=(16, 100),
        meaning="Fields within fields.",
    ),
    _limit(
        "GALLEY_ALIASES",
        "aliases",
        "aliases",
        accepted=(0, 10_000),
        meaning="Aliases in a document.",
    ),
    _limit(
        "GALLEY_DIRECTIVES",
        "directives",
        "directives",
        accepted=(0, 10_000),
        meaning="Directives in a document.",
    ),
    _limit(
        "GALLEY_ROOT_FIELDS",
        "root_fields",
        "fields",
        accepted=(1, 50),
        meaning="Root fields of an operation.",
    ),
    _limit(
        "GALLEY_COST_LIMIT",
        "cost",
        "objects",
        accepted=(1, 1_000_000_000),
        meaning="What an operation may cost: objects times the sizes of the lists around them.",
    ),
    _limit(
        "GALLEY_RESPONSE_LIMIT_KB",
        "response_kb",
        "KiB",
        accepted=(64, 1_048_576),
        meaning="The largest answer to a query.",
    ),
    _limit(
        "GALLEY_RECEIVE_TIMEOUT_MS",
        "receive_timeout_ms",
        "milliseconds",
        accepted=(100, 600_000),
        meaning="How long a request may take to arrive, from its first byte to its last.",
    ),
    _limit(
        "GALLEY_REQUEST_TIMEOUT_MS",
        "request_timeout_ms",
        "milliseconds",
        accepted=(10, 600_000),
        meaning="How long an operation may run. Its statement is cancelled in the database then.",
    ),
    _limit(
        "GALLEY_CONCURRENT_REQUESTS",
        "concurrent_requests",
        "operations",
        accepted=(1, 100_000),
        meaning="Operations that a process answers at once. More are answered 503 at once.",
    ),
)
