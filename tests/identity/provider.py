"""An OpenID provider on this machine: its own keys, its tokens, and whatever goes wrong with providers."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "galley"
CONFIGURATION = "/.well-known/openid-configuration"
KEYS = "/keys"


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key, and what its provider publishes of it."""

    private: Any
    algorithm: str
    id: str | None
    published: dict[str, Any]

    def signs(self, claims: dict[str, Any], algorithm: str | None = None, **header: Any) -> str:
        """`kid` is the pair's where the header does not say another; None leaves it out, as "" does with `typ`."""
        named = {"kid": self.id, **header}
        headers = {name: value for name, value in named.items() if value is not None}
        said = json.dumps(claims).encode()  # jwt.encode would refuse what a provider may well say
        return jwt.api_jws.encode(said, self.private, algorithm=algorithm or self.algorithm, headers=headers)


@cache
def made(kind: str, number: int = 0) -> Any:
    """A private key; the same for the same number, as making one of RSA takes a tenth of a second."""
    if kind == "RSA":
        return rsa.generate_private_key(65_537, 2_048)
    if kind == "small RSA":
        return rsa.generate_private_key(65_537, 1_024)
    if kind == "EC":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "P-384":
        return ec.generate_private_key(ec.SECP384R1())
    return ed25519.Ed25519PrivateKey.generate()


WRITERS: dict[str, Any] = {
    "RSA": RSAAlgorithm, "small RSA": RSAAlgorithm, "EC": ECAlgorithm, "P-384": ECAlgorithm, "OKP": OKPAlgorithm,
}  # fmt: skip


def pair(kind: str = "RSA", algorithm: str = "RS256", *, number: int = 0, **members: Any) -> Pair:
    """`members` are added to the published key; None takes one out."""
    private = made(kind, number)
    jwk = WRITERS[kind].to_jwk(private.public_key(), as_dict=True)
    standard = {"kid": f"{kind}-{number}", "use": "sig", "alg": algorithm}
    told = {name: value for name, value in {**jwk, **standard, **members}.items() if value is not None}
    return Pair(private, algorithm, told.get("kid"), told)


@dataclass(slots=True)
class FakeProvider:
    """`pairs` are published, the first signs. `answers` replaces documents by path: a status and a body. `asked` are
    the paths that were asked for. Answers are held back while `may_answer` is not set."""

    url: str = ""
    pairs: list[Pair] = field(default_factory=lambda: [pair()])
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    server: ThreadingHTTPServer | None = None

    def answer(self, path: str) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        documents: dict[str, Any] = {
            CONFIGURATION: {"issuer": self.url, "jwks_uri": self.url + KEYS},
            KEYS: {"keys": [each.published for each in self.pairs]},
        }
        return (200, json.dumps(documents[path]).encode()) if path in documents else (404, b"{}")

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Of a token that is good for ten minutes; what is `...` is left out."""
        now = int(time.time())
        standard = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "248289",
            "iat": now,
            "exp": now + 600,
            "name": "Ann",
        }
        return {name: value for name, value in {**standard, **changes}.items() if value is not ...}

    def token(self, **changes: Any) -> str:
        return self.pairs[0].signs(self.claims(**changes))

    def headers(self, **changes: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(**changes)}"}

    def rotate(self) -> None:
        """New keys alone, from now on."""
        self.pairs = [pair(number=1)]

    def go_away(self) -> None:
        assert self.server is not None, "it serves"
        self.server.shutdown()
        self.server.server_close()

    @property
    def settings(self) -> dict[str, str]:
        return {"GALLEY_OIDC_ISSUER": self.url, "GALLEY_OIDC_AUDIENCE": AUDIENCE}


@contextmanager
def provider(port: int = 0, *, certificate: Path | None = None) -> Iterator[FakeProvider]:
    """Serves in threads of its own, so that it answers a command as well as a server in this process. With a
    certificate (and its key in the same file) it speaks TLS."""
    fake = FakeProvider()
    fake.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path)
            fake.may_answer.wait()
            status, body = fake.answer(self.path)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", fake.url + KEYS)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """A client that has gone is none."""

    fake.server = Server(("127.0.0.1", port), Handler)
    fake.url = f"http://127.0.0.1:{fake.server.server_port}"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        fake.server.socket = context.wrap_socket(fake.server.socket, server_side=True)
        fake.url = fake.url.replace("http:", "https:")
    thread = threading.Thread(target=fake.server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield fake
    finally:
        fake.may_answer.set()
        fake.server.shutdown()
        fake.server.server_close()
        thread.join()
