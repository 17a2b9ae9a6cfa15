"""Links that do what no reader asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.moderation.checks.links import check_links
from server.moderation.checks.targets import check_targets
from server.moderation.findings import Outcome
from server.moderation.policy import Policy
from server.text.links import host_of, user_info_of
from tests.unit.moderation.suspects import SOUND

DECEIVING = [
    ("[x](javascript:alert(1))", "javascript:", ["javascript:"]),
    ("JaVaScRiPt:alert(1)", "javascript:", ["JaVaScRiPt:"]),
    ("java&#115;cript:alert(1)", "javascript:", ["java&#115;cript:"]),
    ("javascript&colon;alert(1)", "javascript:", ["javascript&colon;"]),
    ("&#x6A;avascript:alert(1)", "javascript:", ["&#x6A;avascript:"]),
    ("java\tscript:alert(1)", "javascript:", ["java\tscript:"]),
    ("java&Tab;script:alert(1)", "javascript:", ["java&Tab;script:"]),
    ("java\u200bscript:alert(1)", "javascript:", ["java\u200bscript:"]),
    ("vbscript:msgbox", "vbscript:", ["vbscript:"]),
    ("[x](data:text/html;base64,PHN2Zz4=)", "data:", ["data:text/html;"]),
    ("data:,Hello", "data:", ["data:,"]),
    (
        "https://bank.example@evil.example/",
        "before the host evil.example",
        ["https://bank.example@evil.example/"],
    ),
    ("http://192.168.0.1/x", "bare network address", ["http://192.168.0.1/x"]),
    ("http://3232235521/", "bare network address", ["http://3232235521/"]),
    ("http://0x7f.1/", "bare network address", ["http://0x7f.1/"]),
    ("https://аррӏе.com", "only looks like Latin", ["https://аррӏе.com"]),
    ("https://pаypal.example", "only looks like Latin", ["https://pаypal.example"]),
    ("[https://bank.example](https://evil.example)", "bank.example leads to evil.example", None),
    ("[www.bank.example](//evil.example/a)", "leads to evil.example", None),
]

HONEST = [
    "See https://a.example/x?y=1#z and [the report](https://b.example/r).",
    "[https://a.example](https://a.example) [www.a.example](https://a.example/more)",
    "I write JavaScript: it pays. The data: none. Metadata:text/html",
    "https://пример.рф https://осa.рф https://bücher.example https://中国.example",
    "mailto:ann@a.example and a@b.example",
    "version 1.2.3.4 or 10.0.0.1 as such",
    "https://a.example:8080/@someone",
    "&amp; &lt;b&gt; &notanentity; & 5 &#0; &#xFFFFFF;",
]


@pytest.mark.parametrize(
    ("body", "reason", "parts"), DECEIVING, ids=[f"link {n}" for n in range(len(DECEIVING))]
)
def test_a_link_that_deceives_is_held(body: str, reason: str, parts: list[str] | None) -> None:
    finding = check_targets(replace(SOUND, body=f"Look: {body}"))
    assert finding is not None
    assert finding.outcome is Outcome.HOLD
    assert reason in finding.message
    if parts is not None:
        assert [f"Look: {body}"[span.start : span.end] for span in finding.spans] == parts


@pytest.mark.parametrize("body", HONEST)
def test_an_honest_link_passes(body: str) -> None:
    assert check_targets(replace(SOUND, body=body)) is None


def test_links_that_are_too_many_are_told_with_their_hosts() -> None:
    body = "https://a.example/1 https://A.example/2 //b.example www.c.example mailto:x@d.example"
    finding = check_links(replace(SOUND, body=body, policy=Policy(max_links=2)))
    assert finding is not None
    assert finding.message == (
        "Contains 5 links to 3 hosts (a.example, b.example, www.c.example); the policy allows 2."
    )


@pytest.mark.parametrize(
    ("address", "host", "user"),
    [
        ("https://A.example./x", "a.example", None),
        ("//a.example:80", "a.example", None),
        ("www.a.example/x", "www.a.example", None),
        ("http://u:p@a.example", "a.example", "u:p"),
        ("https://[::1]:80/", "[::1]", None),
        ("mailto:a@b.example", None, None),
        ("data:text/html,//a.example", None, None),
    ],
)
def test_the_host_of_an_address(address: str, host: str | None, user: str | None) -> None:
    assert (host_of(address), user_info_of(address)) == (host, user)
