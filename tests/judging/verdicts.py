"""What the checks had to say of a comment, as a moderator reads it."""

from __future__ import annotations

from typing import Any

from tests.api.client import Api
from tests.api.voices import ANN

FOUND = """query($id: ID!) { comment(id: $id) {
  status version moderation {
    risk findings { check outcome score message spans { start end } }
    decisions { status previousStatus actor { kind } }
  }
} }"""

PLEA = "Dear readers, earn four thousand a week from home, write to my cousin who did it before all of you."
NEARLY_PLEA = (
    "DEAR readers: earn four thousand a week from home! Write to my brother who did it before all of you"
)


async def judged(api: Api, comment_id: str) -> dict[str, Any]:
    """Status, version, risk, findings by check, and decisions, the newest first."""
    comment = (await api.run(FOUND, ANN, id=comment_id))["comment"]
    findings = {each["check"]: each for each in comment["moderation"]["findings"]}
    return {**comment, **comment["moderation"], "findings": findings}


async def outcomes(api: Api, comment_id: str) -> dict[str, str]:
    """Check -> outcome."""
    findings = (await judged(api, comment_id))["findings"]
    return {check: finding["outcome"] for check, finding in findings.items()}
