"""The audits of graphql-http, which say what GraphQL over HTTP asks of a server."""

from __future__ import annotations

from tests.clients.conftest import Site
from tests.clients.workshop import Workshop

AUDITS = 61
"""As many as version 1.23 has."""


def test_passes_every_audit(workshop: Workshop, site: Site) -> None:
    audits = workshop.run("audits.mjs", site.url)
    assert len(audits) >= AUDITS
    assert [audit for audit in audits if audit["status"] != "ok"] == []


def test_the_audits_find_what_is_no_graphql(workshop: Workshop, site: Site) -> None:
    audits = workshop.run("audits.mjs", site.url.replace("/graphql", "/healthz"))
    assert {audit["status"] for audit in audits} >= {"error", "warn"}
