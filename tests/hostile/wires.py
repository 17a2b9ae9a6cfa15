"""Bodies that are no requests, and bytes that are no HTTP."""

from __future__ import annotations

import gzip
import json
from urllib.parse import quote

from tests.hostile.attack import Attack, operation, request

BAD = ("BAD_USER_INPUT",)
GOOD = b'{"query":"{ site { name } }"}'
MEBI = 1024 * 1024
MUTATION = 'mutation { approveComment(input: {id: "x", expectedVersion: 1}) { errors { code } } }'


def body(
    name: str, content: bytes, *, statuses: tuple[int, ...] = (400,), codes: tuple[str | None, ...] = BAD
) -> Attack:
    return Attack(name, (request(content),), statuses, codes)


def raw(name: str, *parts: bytes, statuses: tuple[int, ...], codes: tuple[str | None, ...] = BAD) -> Attack:
    return Attack(name, parts, statuses, codes)


def chunked(*chunks: bytes) -> bytes:
    return request(headers=[("Transfer-Encoding", "chunked")], has_length=False) + b"".join(chunks)


def get(target: str) -> bytes:
    return request(method="GET", target=target, content_type=None)


BODIES = [
    body("null", b"null"),
    body("number", b"1"),
    body("text", b'"query"'),
    body("true", b"true"),
    body("nothing", b""),
    body("batch", b"[" + GOOD + b"]"),
    body("batch-of-1000", b"[" + b",".join([GOOD] * 1_000) + b"]"),
    body("query-of-null", b'{"query":null}'),
    body("query-of-a-list", b'{"query":[]}'),
    body("no-query", b"{}"),
    body("variables-of-text", b'{"query":"{ __typename }","variables":"{}"}'),
    body("variables-of-a-list", b'{"query":"{ __typename }","variables":[]}'),
    body("extensions-of-a-number", b'{"query":"{ __typename }","extensions":1}'),
    body("name-of-an-object", b'{"query":"{ __typename }","operationName":{}}'),
    body("name-that-is-not-there", b'{"query":"query A { __typename }","operationName":"B"}'),
    body("trailing-comma", b'{"query":"{ __typename }",}'),
    body("unclosed", b'{"query":"{ __typename }"'),
    body("utf-16", GOOD.decode().encode("utf-16")),
    body("latin-1", b'{"query":"{ \xe9 }"}'),
    body("overlong-utf-8", b'{"query":"{ \xc0\xaf }"}'),
    body("surrogate-as-utf-8", b'{"query":"{ \xed\xa0\x80 }"}'),
    body("lone-surrogate-escape", b'{"query":"{ node(id: \\"\\ud800\\") { id } }"}'),
    body("nul-bytes", b"\0" * 1_000),
    body("deep-lists", b"[" * 100_000),
    body("deep-lists-closed", b"[" * 1_000 + b"]" * 1_000),
    body("deep-variables", b'{"query":"{ __typename }","variables":{"a":' + b"[" * 60 + b"]" * 60 + b"}}"),
    body("many-values", b'{"query":"{ __typename }","variables":{"a":[' + b"1," * 20_000 + b"1]}}"),
    body(
        "many-values-in-lists", b'{"query":"{ __typename }","variables":{"a":[' + b"[[[]]]," * 5_000 + b"1]}}"
    ),
    body("deep-objects", b'{"a":' * 50_000),
    body(
        "number-of-5000-digits",
        b'{"query":"{ __typename }","variables":{"a":' + b"9" * 5_000 + b"}}",
        statuses=(200, 400),
        codes=(*BAD, None),
    ),
    body(
        "exponent-of-5000-digits",
        b'{"query":"{ __typename }","variables":{"a":1e' + b"9" * 5_000 + b"}}",
        statuses=(200, 400),
        codes=(*BAD, None),
    ),
    body("not-a-number", b'{"query":"{ __typename }","variables":{"a":NaN}}'),
    body(
        "9000-variables",
        json.dumps({"query": "{ __typename }", "variables": {f"a{n}": 1 for n in range(9_000)}}).encode(),
        statuses=(200,),
        codes=(None,),
    ),
    body("same-key-10000-times", b"{" + b'"query":"{",' * 10_000 + GOOD[1:], statuses=(200,), codes=(None,)),
    body("body-of-300-kb", b" " * 300 * 1024, statuses=(413,)),
    body("body-of-10-mb", b"x" * (10 * MEBI), statuses=(413,)),
    Attack(
        "gzip-bomb",
        (request(gzip.compress(b"0" * 20 * MEBI), headers=[("Content-Encoding", "gzip")]),),
        (400, 415),
        BAD,
    ),
    Attack("multipart", (request(b"--x--", content_type="multipart/form-data; boundary=x"),), (415,), BAD),
    Attack(
        "form",
        (request(b"query=%7B__typename%7D", content_type="application/x-www-form-urlencoded"),),
        (415,),
        BAD,
    ),
    Attack("utf-7", (request(GOOD, content_type="application/json; charset=utf-7"),), (415,), BAD),
    Attack("no-type", (request(GOOD, content_type=None),), (415,), BAD),
    Attack("accepts-pictures", (request(GOOD, accept="image/png"),), (406,), BAD),
    Attack("accepts-5000-things", (request(GOOD, accept="a/b;q=0.1," * 2_500),), (406,), BAD),
    Attack(
        "token-of-nothing",
        (request(GOOD, headers=[("Authorization", "Bearer " + "." * 10_000)]),),
        (401,),
        ("UNAUTHENTICATED",),
    ),
    Attack(
        "token-of-bytes",
        (request(GOOD, headers=[("Authorization", "Bearer \xff\xfe")]),),
        (401,),
        ("UNAUTHENTICATED",),
    ),
    Attack(
        "two-tokens",
        (request(GOOD, headers=[("Authorization", "Bearer a"), ("Authorization", "Bearer b")]),),
        (401,),
        ("UNAUTHENTICATED",),
    ),
]

METHODS = [
    raw("put", request(GOOD, method="PUT"), statuses=(405,)),
    raw("delete", request(method="DELETE"), statuses=(405,)),
    raw("options", request(method="OPTIONS"), statuses=(405,)),
    raw("trace", request(method="TRACE"), statuses=(405,)),
    raw("connect", request(method="CONNECT", target="galley.test:443"), statuses=(400, 404, 405), codes=()),
    raw("unknown-method", request(GOOD, method="GRAPH"), statuses=(400,)),
    raw("mutation-by-get", get(f"/graphql?query={quote(MUTATION)}"), statuses=(405,)),
    raw("get-without-query", get("/graphql"), statuses=(400,)),
    raw(
        "get-of-broken-utf-8", get("/graphql?query=%ff%fe"), statuses=(400,), codes=("GRAPHQL_PARSE_FAILED",)
    ),
    raw(
        "get-of-surrogates", get("/graphql?query=%ed%a0%80"), statuses=(400,), codes=("GRAPHQL_PARSE_FAILED",)
    ),
    raw("get-of-bad-variables", get("/graphql?query=%7B__typename%7D&variables=%7B"), statuses=(400,)),
    raw("get-of-5000-parameters", get("/graphql?" + "a&" * 4_000), statuses=(400,)),
    raw("get-of-100-kb", get("/graphql?query=" + "a" * 100_000), statuses=(414, 431)),
    raw("path-of-dots", get("/../../../../etc/passwd"), statuses=(404,), codes=()),
    raw("path-of-nul", get("/%00"), statuses=(404,), codes=()),
    raw("path-of-percents", get("/" + "%" * 1_000), statuses=(400, 404), codes=()),
]

HTTP = [
    raw("tls-hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, statuses=(400,)),
    raw("noise", bytes(range(256)) * 40, statuses=(400,)),
    raw("http-0.9", b"GET /graphql\r\n\r\n", statuses=(0, 400), codes=()),
    raw("http-2-preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", statuses=(400,)),
    raw("http-9", b"GET /graphql HTTP/9.9\r\nHost: x\r\n\r\n", statuses=(400,)),
    raw("header-without-colon", b"GET /graphql HTTP/1.1\r\nHost galley\r\n\r\n", statuses=(400,)),
    raw("header-of-nul", b"GET /graphql HTTP/1.1\r\nHost: a\0b\r\n\r\n", statuses=(400,)),
    raw("header-folded", b"GET /graphql HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", statuses=(400,)),
    raw("200-headers", request(GOOD, headers=[(f"X-{n}", "a") for n in range(200)]), statuses=(431,)),
    raw("headers-of-40-kb", request(GOOD, headers=[("X-A", "a" * 40_000)]), statuses=(431,)),
    raw("endless-header", b"GET /graphql HTTP/1.1\r\nX: ", *[b"a" * 65_536] * 160, statuses=(0, 431)),
    raw("endless-headers", b"GET /graphql HTTP/1.1\r\n", *[b"X-A: b\r\n" * 8_192] * 100, statuses=(0, 431)),
    raw("endless-address", b"GET /", *[b"a" * 65_536] * 100, statuses=(0, 414, 431)),
    raw(
        "same-header-90-times", request(GOOD, headers=[("X-Same", "a")] * 90), statuses=(200,), codes=(None,)
    ),
    raw("two-lengths", request(GOOD, headers=[("Content-Length", "5")]), statuses=(400,)),
    raw("length-and-chunks", request(GOOD, headers=[("Transfer-Encoding", "chunked")]), statuses=(400,)),
    raw("length-of-text", request(GOOD).replace(b"Length: 29", b"Length: many"), statuses=(400,)),
    raw("length-below-zero", request(GOOD).replace(b"Length: 29", b"Length: -1"), statuses=(400,)),
    raw(
        "length-of-30-digits",
        request(GOOD).replace(b"Length: 29", b"Length: " + b"9" * 30),
        statuses=(400, 413),
    ),
    raw("length-of-10-gb", request(GOOD, length=10 * 1024**3), statuses=(413,)),
    raw("chunk-of-text", chunked(b"zz\r\n{}\r\n0\r\n\r\n"), statuses=(400,)),
    raw("chunk-too-short", chunked(b"1\r\n{}}}\r\n0\r\n\r\n"), statuses=(400,)),
    raw("chunk-of-exabytes", chunked(b"ffffffffffffffffff\r\n"), statuses=(400,)),
    raw("chunks-without-end", chunked(*[b"4000\r\n" + b" " * 0x4000 + b"\r\n"] * 40), statuses=(413,)),
    raw(
        "chunks-of-one-byte",
        chunked(*[b"1\r\n" + bytes([byte]) + b"\r\n" for byte in GOOD], b"0\r\n\r\n"),
        statuses=(200,),
        codes=(None,),
    ),
    raw("encoding-unknown", request(GOOD, headers=[("Transfer-Encoding", "magic")]), statuses=(400, 501)),
    raw(
        "upgrade-to-h2c",
        request(GOOD, headers=[("Connection", "Upgrade"), ("Upgrade", "h2c")]),
        statuses=(200, 400),
        codes=(),
    ),
    raw(
        "socket-without-key",
        request(
            method="GET", content_type=None, headers=[("Connection", "Upgrade"), ("Upgrade", "websocket")]
        ),
        statuses=(400, 426),
        codes=(),
    ),
    raw("pipelined-100", operation("{ site { name } }") * 100, statuses=(200,), codes=(None,)),
]

SLOW = [
    raw("head-that-stops", b"POST /graphql HTTP/1.1\r\nHost: x\r\n", statuses=(408,), codes=("TIMEOUT",)),
    raw("body-that-stops", request(GOOD[:10], length=len(GOOD)), statuses=(408,), codes=("TIMEOUT",)),
    raw("chunks-that-stop", chunked(b'5\r\n{"qu'), statuses=(408,), codes=("TIMEOUT",)),
    Attack(
        "body-that-trickles",
        (request(b"{", length=len(GOOD)), *(bytes([byte]) for byte in GOOD[1:])),
        (0, 408),
        ("TIMEOUT",),
        0.1,
    ),
    raw("silence", b"", statuses=(0,), codes=()),
]

WIRES = [*BODIES, *METHODS, *HTTP, *SLOW]
