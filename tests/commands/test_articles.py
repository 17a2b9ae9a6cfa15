"""galley import, publish, unpublish: a document's way to its readers and back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.commands.galley import Outcome, assert_told, invoke, start

POST = """City desk

The river is back in its bed/নদী ফিরেছে নিজের খাতে

The river went back into its bed on Sunday, three days after the rain had stopped.

The ferry sails again from the northern landing, every half hour until ten.

বৃষ্টি থামার তিন দিন পর রবিবার নদী নিজের খাতে ফিরে গেছে।

উত্তর ঘাট থেকে ফেরি আবার ছাড়ছে, রাত দশটা পর্যন্ত আধ ঘণ্টা পর পর।

No comments
"""
SLUG = "the-river-is-back-in-its-bed"
BENGALI_SLUG = "নদী-ফিরেছে-নিজের-খাতে"


@pytest.fixture
def post(folder: Path) -> str:
    (folder / "river.txt").write_text(POST, encoding="utf-8")
    return "river.txt"


@pytest.fixture(autouse=True)
def on_this_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALLEY_DATABASE_URL", database_url)
    monkeypatch.setenv("GALLEY_SECRET", "only-for-these-commands-0123456789abcdef")


def report(outcome: Outcome) -> dict[str, object]:
    assert outcome.code == 0, outcome.text
    found: dict[str, object] = json.loads(outcome.stdout)
    return found


def test_imports_a_draft_that_publish_makes_public(post: str) -> None:
    assert invoke("import", post).code == 0
    assert invoke("publish", SLUG).stdout == f"{SLUG} is public.\n"
    assert invoke("publish", SLUG).stdout == f"{SLUG} was public already.\n"
    assert invoke("unpublish", BENGALI_SLUG).stdout == f"{BENGALI_SLUG} is a draft.\n"
    assert invoke("unpublish", SLUG).stdout == f"{SLUG} was a draft already.\n"


def test_publishes_one_translation_and_names_the_ones_there_are(post: str) -> None:
    invoke("import", post)
    assert invoke("publish", SLUG, "--locale", "BN").code == 0
    assert invoke("publish", SLUG, "--locale", "bn").stdout == f"{SLUG} was public already.\n"
    assert invoke("publish", SLUG).stdout == f"{SLUG} is public.\n"
    assert_told(
        invoke("publish", SLUG, "--locale", "fr"), "The article has no translation in fr; it has bn, en."
    )


@pytest.mark.parametrize("name", ["no-such-slug", "article_" + "0" * 32, "নেই", "\x01", "article_1", "'; --"])
@pytest.mark.parametrize("command", ["publish", "unpublish"])
def test_says_that_there_is_no_such_article(command: str, name: str) -> None:
    assert_told(invoke(command, name), "There is no article with the slug or id")


def test_takes_an_article_by_its_id(post: str) -> None:
    text = invoke("import", post, "--json").stdout
    article_id = next(word for word in text.replace('"', " ").split() if word.startswith("article_"))
    assert invoke("publish", article_id).stdout == f"{article_id} is public.\n"


def test_a_second_import_changes_nothing(post: str) -> None:
    first, second = (report(invoke("import", post, "--json")) for _ in range(2))
    assert '"CREATED"' in json.dumps(first)
    assert '"UNCHANGED"' in json.dumps(second)


def test_a_dry_run_stores_nothing(post: str) -> None:
    assert invoke("import", post, "--dry-run").code == 0
    assert_told(invoke("publish", SLUG), "There is no article")


def test_a_dry_run_makes_neither_a_database_nor_a_secret(post: str, folder: Path) -> None:
    outcome = invoke(
        "import", post, "--dry-run", GALLEY_DATABASE_URL="sqlite:///var/none.db", GALLEY_SECRET=""
    )
    assert outcome.code == 0, outcome.text
    assert outcome.stdout.startswith("river.txt: read\n")
    assert "The river is back in its bed" in outcome.stdout
    assert outcome.stderr == "There is no database at this version of Galley, so the files are only read.\n"
    assert [path.name for path in folder.iterdir()] == [post]


def test_a_dry_run_does_not_migrate(post: str, empty_database_url: str) -> None:
    assert invoke("import", post, "--dry-run", GALLEY_DATABASE_URL=empty_database_url).code == 0
    left = invoke("doctor", GALLEY_DATABASE_URL=empty_database_url)
    assert "galley migrate" in left.stdout


def test_a_terminal_of_few_letters_is_told_in_escapes_and_a_script_in_utf8(post: str, folder: Path) -> None:
    told = start("import", post, folder=folder, **_here(), PYTHONIOENCODING="latin-1")
    assert (told.code, told.stderr) == (0, "")
    mapped = start("import", post, "--dry-run", folder=folder, **_here(), PYTHONIOENCODING="latin-1")
    assert (mapped.code, mapped.stderr) == (0, "")
    assert r"\u09a8\u09a6\u09c0" in mapped.stdout
    script = start(
        "import", post, "--dry-run", "--json", folder=folder, **_here(), PYTHONIOENCODING="latin-1"
    )
    assert BENGALI_SLUG.split("-")[0] in script.stdout


def _here() -> dict[str, str]:
    return {name: os.environ[name] for name in ("GALLEY_DATABASE_URL", "GALLEY_SECRET")}


def test_a_bad_file_among_good_ones_is_named_and_the_others_go_in(folder: Path) -> None:
    (folder / "posts").mkdir()
    (folder / "posts" / "good.txt").write_text(POST, encoding="utf-8")
    (folder / "posts" / "bad.txt").write_bytes(b"\xff\xfe\x00 not text")
    outcome = invoke("import", "posts", "--publish")
    assert outcome.code == 1
    assert "bad.txt" in outcome.stderr
    assert "good.txt" not in outcome.stderr
    assert "Traceback" not in outcome.text
    assert invoke("publish", SLUG).stdout == f"{SLUG} was public already.\n"


@pytest.mark.parametrize(
    ("content", "saying"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\x00\x00", "not"), ("শুভ\n".encode("utf-16"), "not")],
    ids=["empty", "binary", "utf-16"],
)
def test_says_why_a_file_is_no_document(folder: Path, content: bytes, saying: str) -> None:
    (folder / "post.txt").write_bytes(content)
    outcome = invoke("import", "post.txt")
    assert_told(outcome, "post.txt")
    assert saying in outcome.stderr


def test_says_that_there_is_no_such_file() -> None:
    assert_told(invoke("import", "none.txt"), "There is no such file or folder.")


def test_progress_is_for_terminals_alone(folder: Path, database_url: str) -> None:
    (folder / "posts").mkdir()
    for number in range(3):
        text = POST.replace("river", f"river {number}")
        (folder / "posts" / f"{number}.txt").write_text(text, encoding="utf-8")
    outcome = start("import", "posts", "--json", folder=folder, GALLEY_DATABASE_URL=database_url)
    assert (outcome.code, outcome.stderr) == (0, "")
    json.loads(outcome.stdout)
