"""Whom a process calls: the webhook, and the scorer."""

from __future__ import annotations

from enum import StrEnum

from server.settings import values, webhook
from server.settings.setting import Setting

MINUTE_MS = 60_000


class OnError(StrEnum):
    """What becomes of a comment where the scorer gives no answer that can be used."""

    HOLD = "hold"
    PASS = "pass"


CALL_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_WEBHOOK_URL",
        field="webhook_url",
        unit="URL",
        default="",
        accepts="http://… or https://… without a user name",
        help="Is told when comments wait for a moderator. Needs GALLEY_WEBHOOK_SECRET.",
        read=webhook.webhook_url,
    ),
    Setting(
        name="GALLEY_WEBHOOK_SECRET",
        field="webhook_secrets",
        unit="whsec_ and base64",
        default="",
        accepts="whsec_ and the base64 of 24 to 64 bytes; or several, separated by commas or white space",
        help="Signs what the webhook is sent, with each secret (Standard Webhooks).",
        read=webhook.webhook_secrets,
    ),
    Setting(
        name="GALLEY_SCORER_URL",
        field="scorer_url",
        unit="URL",
        default="",
        accepts="http://… or https://… without a user name",
        help="Is asked about every comment of readers before it may appear. Needs GALLEY_SCORER_SECRET.",
        read=webhook.webhook_url,
    ),
    Setting(
        name="GALLEY_SCORER_SECRET",
        field="scorer_secrets",
        unit="whsec_ and base64",
        default="",
        accepts="whsec_ and the base64 of 24 to 64 bytes; or several, separated by commas or white space",
        help="Signs what the scorer is asked, with each secret (Standard Webhooks).",
        read=webhook.webhook_secrets,
    ),
    Setting(
        name="GALLEY_SCORER_TIMEOUT_MS",
        field="scorer_timeout_ms",
        unit="milliseconds",
        default="3000",
        accepts="100 to 60000",
        help="How long the scorer's answer is waited for, all in all.",
        read=values.whole_number(100, MINUTE_MS),
    ),
    Setting(
        name="GALLEY_SCORER_ON_ERROR",
        field="scorer_on_error",
        unit="name",
        default="hold",
        accepts="hold or pass",
        help="Without a usable answer: hold leaves it to a moderator, pass goes on as if there were no scorer.",
        read=values.choice(OnError),
    ),
)
