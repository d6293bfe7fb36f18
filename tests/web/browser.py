"""A browser without a window: it keeps cookies, follows links, fills in forms, and signs in where it is sent to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from shared.people import sessions
from shared.people.sessions import Proven

FIELD = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)"')


async def sign_in(pool: Any, service: str, subject: str) -> dict[str, str]:
    """The header that a browser sends in which somebody is signed in to a service."""
    async with pool.acquire() as connection:
        session = await sessions.insert(connection, Proven(subject, subject.title(), None, "an-id-token"))
    return {"cookie": f"gerai-{service}={session.secret}"}


async def send_form(
    client: httpx.AsyncClient, page: str, action: str, fields: Mapping[str, str], headers: Mapping[str, str]
) -> httpx.Response:
    """Open a page and send one of its forms, with what is hidden in it."""
    shown = await client.get(page, headers=headers)
    assert shown.status_code == 200, shown.text
    own = {"sec-fetch-site": "same-origin"}
    return await client.post(action, data=hidden_in(shown.text) | dict(fields), headers={**headers, **own})


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of a page's first form."""
    return {found["name"]: unescape(found["value"]) for found in reversed([*FIELD.finditer(page)])}


@dataclass
class Browser:
    """One person's. `client` reaches the services, `network` whatever else there is (the provider)."""

    client: httpx.AsyncClient
    network: httpx.AsyncClient
    person: str = ""
    seen: list[str] = field(default_factory=list)
    """Every address that it was sent to."""

    async def open(self, url: str, *, until: str = "/nowhere") -> httpx.Response:
        """A page, wherever it sends the browser on the way; the provider is told who it is. It does not go to an
        address with `until` in it."""
        answer = await self._arrive(url)
        while answer.is_redirect:
            url = urljoin(str(answer.url), answer.headers["location"])
            self.seen.append(url)
            if until in url:
                break
            answer = await self._arrive(url)
        return answer

    async def send(
        self, page: httpx.Response, action: str, fields: Mapping[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """A form of a page, with what is hidden in it."""
        told = {"sec-fetch-site": "same-origin", "accept": "text/html"} | headers
        return await self.client.post(action, data=hidden_in(page.text) | dict(fields or {}), headers=told)

    async def _arrive(self, url: str) -> httpx.Response:
        answer = await self._get(url)
        elsewhere = answer.url.netloc != self.client.base_url.netloc
        return await self._tell_who(answer) if elsewhere and answer.status_code == 200 else answer

    async def _tell_who(self, asked: httpx.Response) -> httpx.Response:
        """What a provider answers to the form in which it asks who somebody is; their password is their name."""
        keycloak = re.search(r'id="kc-form-login"[^>]* action="([^"]+)"', asked.text)
        if keycloak:
            said = {"username": self.person, "password": self.person}
            return await self.network.post(unescape(keycloak[1]), data=said)
        return await self.network.post(asked.url, data={"sub": self.person})

    async def _get(self, url: str) -> httpx.Response:
        parts = urlsplit(url)
        ours = not parts.netloc or parts.netloc == self.client.base_url.netloc.decode()
        where = self.client if ours else self.network
        return await where.get(url, headers={"accept": "text/html"})
