"""What moderators read: every comment, the queues and their counts, a comment's history, people, the audit log."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import CROWD, Newsroom
from tests.api.voices import ANN, BOB, LENA, OMI, TARIQ

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMMENTS = """query($f: CommentFilter) {
    comments(filter: $f, first: 100) { totalCount nodes { id } }
    queueCounts(filter: $f) { queue count oldest }
    PENDING: moderationQueue(queue: PENDING, filter: $f) { totalCount nodes { createdAt } }
    REPORTED: moderationQueue(queue: REPORTED, filter: $f) { totalCount nodes { createdAt } }
    UNREVIEWED: moderationQueue(queue: UNREVIEWED, filter: $f, first: 50) { totalCount nodes { createdAt } }
    SPAM: moderationQueue(queue: SPAM, filter: $f) { totalCount nodes { createdAt } }
}"""
CROWDED = {f"crowd{n}" for n in range(CROWD)}
QUEUES = ("PENDING", "REPORTED", "UNREVIEWED", "SPAM")


async def listed(api: Api, newsroom: Newsroom, **given: Any) -> set[str]:
    """The names of the comments that a filter keeps; in all queues it keeps as many as they count."""
    data = await api.run(COMMENTS, ANN, f=given)
    for row in data["queueCounts"]:
        queue = data[row["queue"]]
        assert row["count"] == queue["totalCount"] == len(queue["nodes"])
        assert row["oldest"] == min((node["createdAt"] for node in queue["nodes"]), default=None)
    known = {newsroom.id("comment", name): name for name in newsroom.content.ids["comment"]}
    found = {known[node["id"]] for node in data["comments"]["nodes"]}
    assert len(found) == data["comments"]["totalCount"]
    return found


async def test_lists_every_comment_whatever_its_status_but_those_of_deleted_articles(
    api: Api, newsroom: Newsroom
) -> None:
    assert await listed(api, newsroom) == set(newsroom.content.ids["comment"]) - {"x"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"status": ["REJECTED", "SPAM"]}, {"a3", "c", "d"}),
        ({"status": ["PENDING"]}, {"a111", "a12", "a2", "b", "l", "m"}),
        ({"status": []}, set()),
        ({"locales": ["bn"]}, {"d"}),
        ({"locales": []}, set()),
        ({"categories": ["culture"]}, {"l", "m", "w", "s"}),
        ({"categories": ["CULTURE", "none-such"]}, {"l", "m", "w", "s"}),
        ({"checks": ["links"]}, {"b"}),
        ({"checks": ["newcomer", "links"]}, {"b"}),
        ({"checks": ["words"]}, set()),
        ({"text": "CROWD1 "}, {"crowd1"}),
        ({"text": "HUSHOFOMI"}, {"a111", "a3", "d", "l"}),
        ({"text": "tariq", "status": ["REJECTED"]}, {"c"}),
        ({"text": "%%"}, set()),
        ({"from": "2026-11-20T09:08:00Z"}, CROWDED | {"a111"}),
        ({"from": "2026-11-20T09:07:00Z", "to": "2026-11-20T09:08:00Z"}, {"e"}),
        ({"claimed": "MINE"}, {"b"}),
        ({"claimed": "OTHERS"}, set()),
        ({"status": ["PENDING"], "claimed": "UNCLAIMED"}, {"a111", "a12", "a2", "l", "m"}),
        ({"articles": []}, set()),
        ({"articles": ["nonsense"]}, set()),
        ({"commenter": "nonsense"}, set()),
        ({"status": None, "text": None, "commenter": None, "locales": ["bn"]}, {"d"}),
    ],
    ids=lambda value: None if isinstance(value, set) else str(value),
)
async def test_keeps_what_meets_all_of_a_filter_in_lists_queues_and_counts(
    api: Api, newsroom: Newsroom, given: dict[str, Any], expected: set[str]
) -> None:
    assert await listed(api, newsroom, **given) == expected


async def test_filters_by_article_and_by_commenter(api: Api, newsroom: Newsroom) -> None:
    library, secret = newsroom.id("article", "library"), newsroom.id("article", "secret")
    assert await listed(api, newsroom, articles=[library, "x", secret]) == {"l", "m", "s"}
    omi = f"commenter_{OMI.id.hex}"
    assert await listed(api, newsroom, commenter=omi, articles=[library]) == {"l"}
    assert await listed(api, newsroom, commenter=f"viewer_{OMI.id.hex}") == set()


async def test_sees_a_claim_of_others_as_theirs(api: Api) -> None:
    query = "query($c: ClaimState!) { comments(filter: {claimed: $c}) { totalCount } }"
    totals = [(await api.run(query, BOB, c=state))["comments"]["totalCount"] for state in ("MINE", "OTHERS")]
    assert totals == [0, 1]


@pytest.mark.parametrize("text", ["", "a", "\u0301", "a\x00b"], ids=repr)
async def test_refuses_to_search_for_next_to_nothing(api: Api, text: str) -> None:
    query = "query($t: String) { comments(filter: {text: $t}) { totalCount } }"
    assert await api.refusals(query, ANN, t=text) == [("BAD_USER_INPUT", ["comments"])]


async def test_names_queues_without_counting_them(api: Api) -> None:
    assert (await api.run("{ queueCounts { queue } }", ANN))["queueCounts"] == [
        {"queue": queue} for queue in QUEUES
    ]


# ── the queues ──────────────────────────────────────────────────────────────────────────────────

QUEUE = """query($q: QueueName!, $o: QueueOrder) {
    moderationQueue(queue: $q, orderBy: $o, first: 50) { nodes { id } }
}"""


async def queue(api: Api, newsroom: Newsroom, name: str, order: str | None = None) -> list[str]:
    known = {newsroom.id("comment", each): each for each in newsroom.content.ids["comment"]}
    nodes = (await api.run(QUEUE, ANN, q=name, o=order))["moderationQueue"]["nodes"]
    return [known[node["id"]] for node in nodes]


async def test_queues_what_waits_and_nothing_below_a_hidden_comment(api: Api, newsroom: Newsroom) -> None:
    assert set(await queue(api, newsroom, "PENDING")) == {"a111", "a12", "a2", "b", "l", "m"}
    assert await queue(api, newsroom, "SPAM") == ["d"]
    unreviewed = set(await queue(api, newsroom, "UNREVIEWED"))
    assert unreviewed == CROWDED | {"a", "a1", "a11", "a4", "w", "s"}
    assert not unreviewed & {"a31", "b1", "e"}  # below hidden ones; reviewed


async def test_reports_what_was_flagged_since_a_person_last_looked(api: Api, newsroom: Newsroom) -> None:
    assert set(await queue(api, newsroom, "REPORTED")) == {"a1", "e"}


async def test_orders_queues(api: Api, newsroom: Newsroom) -> None:
    assert (await queue(api, newsroom, "PENDING", "RISK"))[0] == "b"
    oldest = await queue(api, newsroom, "PENDING", "OLDEST")
    assert await queue(api, newsroom, "PENDING", "NEWEST") == oldest[::-1]
    assert oldest[-1] == "a111"
    assert await queue(api, newsroom, "REPORTED", "MOST_FLAGGED") == ["a1", "e"]


# ── a comment's history ─────────────────────────────────────────────────────────────────────────

MODERATION = """query($id: ID!) { comment(id: $id) { status version moderation {
    isReviewed risk flagCount
    findings { check outcome score message spans { start end } }
    decisions { status previousStatus reason note version actor { kind id name } batchId decidedAt }
    flags { reason details version reporterName }
    claim { by { kind name } }
    commenter { id name email isGuest approvedCount rejectedCount ban { reason } }
    revisions { version body }
} } }"""


async def moderation(api: Api, newsroom: Newsroom, name: str) -> Any:
    return (await api.run(MODERATION, ANN, id=newsroom.id("comment", name)))["comment"]["moderation"]


async def test_tells_a_moderator_all_there_is_to_know_of_a_held_comment(api: Api, newsroom: Newsroom) -> None:
    found = await moderation(api, newsroom, "b")
    assert (found["isReviewed"], found["risk"], found["flagCount"]) == (False, 0.5, 0)
    assert {finding["check"]: finding for finding in found["findings"]} == {
        "newcomer": {
            "check": "newcomer",
            "outcome": "HOLD",
            "score": None,
            "message": "New.",
            "spans": [],
        },
        "links": {
            "check": "links",
            "outcome": "HOLD",
            "score": 0.3333,
            "message": '"Many" links.',
            "spans": [{"start": 0, "end": 1}, {"start": 2, "end": 6}],
        },
    }
    assert found["claim"] == {"by": {"kind": "PERSON", "name": "Ann"}}
    assert found["decisions"][0]["actor"] == {"kind": "POLICY", "id": None, "name": "Policy"}
    assert found["commenter"]["email"] == "lena@example.org"
    assert (found["commenter"]["approvedCount"], found["commenter"]["rejectedCount"]) == (4, 0)


async def test_tells_decisions_newest_first_and_earlier_texts(api: Api, newsroom: Newsroom) -> None:
    found = await moderation(api, newsroom, "e")
    assert found["isReviewed"] is True
    assert [(each["status"], each["previousStatus"], each["version"]) for each in found["decisions"]] == [
        ("APPROVED", "PENDING", 2),
        ("PENDING", None, 1),
    ]
    decided = found["decisions"][0]
    assert (decided["note"], decided["actor"]) == (
        "Fine.",
        {"kind": "PERSON", "id": f"actor_{BOB.id.hex}", "name": "Bob"},
    )
    assert found["revisions"] == [{"version": 1, "body": "an earlier text"}]
    assert found["flags"] == [
        {"reason": "OTHER", "details": "See for yourself.", "version": 2, "reporterName": "Lena"}
    ]


async def test_a_ban_is_over_at_the_moment_it_ends(api: Api, newsroom: Newsroom) -> None:
    found = await moderation(api, newsroom, "c")
    assert (found["commenter"]["name"], found["commenter"]["isGuest"]) == ("Tariq", True)
    assert found["commenter"]["ban"] is None


async def test_hides_a_comments_history_from_everybody_else(
    api: Api, newsroom: Newsroom, not_moderator: Any
) -> None:
    query = "query($id: ID!) { comment(id: $id) { moderation { risk commenter { email } } rejectionReason } }"
    data = await api.run(query, not_moderator, id=newsroom.id("comment", "e"))
    assert data["comment"] == {"moderation": None, "rejectionReason": None}


async def test_tells_the_reason_to_the_author_and_to_moderators(api: Api, newsroom: Newsroom) -> None:
    query = "query($id: ID!) { comment(id: $id) { status rejectionReason isMine } }"
    rejected = newsroom.id("comment", "c")
    for speaker, is_mine in ((TARIQ, True), (ANN, False)):
        found = (await api.run(query, speaker, id=rejected))["comment"]
        assert found == {"status": "REJECTED", "rejectionReason": "OFF_TOPIC", "isMine": is_mine}
    assert await api.run(query, LENA, id=rejected) == {"comment": None}


# ── people, and the log ─────────────────────────────────────────────────────────────────────────


async def test_lists_all_that_a_commenter_wrote(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!, $f: CommentFilter) { commenter(id: $id) {
        name firstSeenAt comments(first: 50, filter: $f) { totalCount nodes { id article { id } } }
    } }"""
    lena = f"commenter_{LENA.id.hex}"
    found = (await api.run(query, ANN, id=lena))["commenter"]
    assert (found["name"], found["comments"]["totalCount"]) == ("Lena", 7)
    held = (await api.run(query, ANN, id=lena, f={"status": ["PENDING"]}))["commenter"]
    assert held["comments"]["totalCount"] == 3
    for wrong in (f"viewer_{LENA.id.hex}", f"actor_{LENA.id.hex}", "x"):
        assert await api.run(query, ANN, id=wrong) == {"commenter": None}


async def test_filters_the_audit_log(api: Api, newsroom: Newsroom) -> None:
    query = """query($f: AuditFilter) { auditLog(filter: $f, first: 100) {
        totalCount nodes { action at actor { kind } subject { ... on Article { id } } before after }
    } }"""
    ferry = newsroom.id("article", "ferry")
    about = (await api.run(query, ANN, f={"subject": ferry}))["auditLog"]
    assert about["totalCount"] == 2
    assert {(entry["action"], entry["subject"]["id"]) for entry in about["nodes"]} == {
        ("article.publish", ferry)
    }
    everything = (await api.run(query, ANN))["auditLog"]
    times = [entry["at"] for entry in everything["nodes"]]
    assert times == sorted(times, reverse=True)
    half = times[len(times) // 2]
    later = (await api.run(query, ANN, f={"from": half}))["auditLog"]["totalCount"]
    earlier = (await api.run(query, ANN, f={"to": half}))["auditLog"]["totalCount"]
    assert later + earlier == everything["totalCount"]
    for nothing in ({"action": "x"}, {"subject": "x"}, {"actor": f"actor_{ANN.id.hex}"}):
        assert (await api.run(query, ANN, f=nothing))["auditLog"]["totalCount"] == 0
