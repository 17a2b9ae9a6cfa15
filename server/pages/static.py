"""Style sheets and modules as they lie in static/, under an address that changes with them."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"
YEAR_SECONDS = 31_536_000


def digest_of(folder: Path) -> str:
    """Of every file's name and text."""
    found = blake2b(digest_size=8)
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


@cache
def static_digest() -> str:
    """Of what this process serves."""
    return digest_of(FOLDER)


class Static(StaticFiles):
    """Browsers may keep each file for good: another text is another address."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        response = super().file_response(*arguments, **options)
        response.headers["cache-control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        response.headers["x-content-type-options"] = "nosniff"
        return response
