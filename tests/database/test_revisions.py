"""The history that a server reads by itself is the one that Alembic goes by."""

from __future__ import annotations

import subprocess
import sys

from alembic.script import ScriptDirectory

from server.database import alembic_config, history


def test_knows_every_revision_and_the_newest() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite:///:memory:"))
    assert history().known == {script.revision for script in scripts.walk_revisions()}
    assert history().newest == scripts.get_current_head()
    assert history().outdated == history().known - {history().newest}


def test_the_command_that_serves_does_without_what_only_migrating_needs() -> None:
    names = "[name for name in ('alembic', 'mako', 'pygments') if name in sys.modules]"
    loaded = f"import sys, server.cli; print({names})"
    found = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"
