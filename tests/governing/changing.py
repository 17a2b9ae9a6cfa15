"""Changes of the policy, and the policy as it is shown."""

from __future__ import annotations

from typing import Any

from tests.api.client import Api
from tests.api.voices import ANN, Speaker

POLICY = """
  mode closeAfterDays minChars maxChars maxLinks maxDepth editWindowSeconds newcomerThreshold flagsToHold guests
  bannedWords { locale words } suspectWords { locale words }
"""
CHANGE = f"""mutation($input: UpdateCommentPolicyInput!) {{
  updateCommentPolicy(input: $input) {{ policy {{ {POLICY} }} errors {{ code message path }} }}
}}"""
DEFAULTS: dict[str, Any] = {
    "mode": "PRE",
    "closeAfterDays": None,
    "minChars": 2,
    "maxChars": 5000,
    "maxLinks": 2,
    "maxDepth": 6,
    "editWindowSeconds": 300,
    "newcomerThreshold": 1,
    "flagsToHold": 3,
    "guests": True,
    "bannedWords": [],
    "suspectWords": [],
}

Policy = dict[str, Any]


async def payload_of(api: Api, speaker: Speaker = ANN, **values: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await api.run(CHANGE, speaker, input=values))["updateCommentPolicy"]
    return payload


async def change(api: Api, speaker: Speaker = ANN, **values: Any) -> Policy:
    """The policy after a change that was taken."""
    payload = await payload_of(api, speaker, **values)
    assert payload["errors"] == []
    policy: Policy = payload["policy"]
    return policy


async def refused(api: Api, **values: Any) -> list[tuple[str, list[str]]]:
    """Code and path below the input of all that is wrong with a change that was not taken."""
    payload = await payload_of(api, **values)
    assert payload["policy"] is None
    assert all(error["path"][0] == "input" for error in payload["errors"])
    return [(error["code"], error["path"][1:]) for error in payload["errors"]]


async def site_policy(api: Api, speaker: Speaker = ANN) -> Policy:
    policy: Policy = (await api.run(f"{{ site {{ commentPolicy {{ {POLICY} }} }} }}", speaker))["site"][
        "commentPolicy"
    ]
    return policy


async def article_policy(api: Api, article: str, speaker: Speaker = ANN) -> Policy:
    query = f"query($id: ID!) {{ article(id: $id) {{ commentPolicy {{ {POLICY} }} }} }}"
    policy: Policy = (await api.run(query, speaker, id=article))["article"]["commentPolicy"]
    return policy
