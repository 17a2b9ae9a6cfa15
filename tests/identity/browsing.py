"""A browser's side of a session: the cookie that it keeps, and the headers that it adds by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.client import Api
from tests.api.voices import Speaker

ORIGIN = "https://galley.test"
HOST = "galley.test"
SESSION = "/session"
OWN = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
"""What a browser sends with a script's request from a page of the site, which is behind a proxy with HTTPS."""


@dataclass(slots=True)
class Page:
    """A page of the site whose browser has a session: `cookie` is its header, `proof` what the page was told."""

    api: Api
    cookie: str
    proof: str
    told: dict[str, Any]

    async def post(self, query: str, **headers: str | None) -> httpx.Response:
        """As the page's script sends it. A header given as None is left out; `_` stands for `-`."""
        return await self.api.http.post("/graphql", json={"query": query}, headers=self.headers(**headers))

    async def get(self, query: str, **headers: str | None) -> httpx.Response:
        sent = self.headers(**{"x_galley_csrf": None, "origin": None, **headers})
        return await self.api.http.get("/graphql", params={"query": query}, headers=sent)

    def headers(self, **changes: str | None) -> dict[str, str]:
        standard: dict[str, str | None] = {
            "cookie": self.cookie,
            "x-galley-csrf": self.proof,
            "origin": ORIGIN,
            "sec-fetch-site": "same-origin",
            **{name.replace("_", "-"): value for name, value in changes.items()},
        }
        return {name: value for name, value in standard.items() if value is not None}


async def begin(api: Api, speaker: Speaker, **headers: str) -> httpx.Response:
    return await api.http.post(SESSION, headers={**OWN, **api.headers(speaker), **headers})


async def signed_in(api: Api, speaker: Speaker) -> Page:
    response = await begin(api, speaker)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return Page(api, cookie_of(response), told["csrfToken"], told)


def cookie_of(response: httpx.Response) -> str:
    """The Cookie header that a browser sends from then on."""
    return response.headers["set-cookie"].partition(";")[0]
