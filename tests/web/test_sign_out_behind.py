"""What the provider says behind the browser's back ends sessions, if the provider does say it, and those alone."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from shared.people import sessions
from shared.people.code_flow import SIGN_OUT_EVENT
from shared.people.sessions import Proven
from shared.settings import Settings
from tests.tokens import token
from tests.web.browser import Browser
from tests.web.probe_pages import open_browser

STRANGER = RSAKey.generate_key(2048, parameters={"kid": "test"})
Say = Callable[..., Awaitable[httpx.Response]]


def sign_out_token(subject: str, **claims: Any) -> str:
    """As the provider says it; a claim that is None is left out."""
    standard: dict[str, Any] = {
        "aud": "gerai-probe",
        "iat": int(time.time()),
        "jti": "1",
        "events": {SIGN_OUT_EVENT: {}},
    }
    return token(subject, **standard | claims)


@pytest.fixture
async def say(settings: Settings, pool: Any) -> Any:
    async with open_browser(settings, pool, "") as browser:
        yield lambda said: _say(browser, said)


async def _say(browser: Browser, said: str) -> httpx.Response:
    return await browser.client.post("/probe/keluar-penyedia", data={"logout_token": said})


@pytest.fixture
async def signed_in(pool: Any) -> None:
    """Ani with two sessions at the provider, and Budi."""
    async with pool.acquire() as connection:
        for subject, session in (("ani", "a-1"), ("ani", "a-2"), ("budi", "b-1")):
            await sessions.insert(connection, Proven(subject, subject, session, "an-id-token"))


async def left(pool: Any) -> list[str]:
    return [row["provider_session"] for row in await pool.fetch("SELECT * FROM sessions ORDER BY provider_session")]


@pytest.mark.usefixtures("signed_in")
async def test_one_who_signed_out_there_is_signed_out_here_and_nobody_else(say: Say, pool: Any) -> None:
    assert (await say(sign_out_token("ani"))).status_code == 200
    assert await left(pool) == ["b-1"]


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("subject", ["ani", None])
async def test_one_session_that_ended_there_ends_here_and_no_other(say: Say, pool: Any, subject: str | None) -> None:
    answer = await say(sign_out_token("", sub=subject, sid="a-1"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert await left(pool) == ["a-2", "b-1"]


FORGED: dict[str, dict[str, Any]] = {
    "another key": {"key": STRANGER},
    "another issuer": {"iss": "another"},
    "another client": {"aud": "gerai-curation"},
    "the API": {"aud": "gerai"},
    "expired": {"exp": int(time.time()) - 3600},
    "of tomorrow": {"iat": int(time.time()) + 86400},
    "without a time": {"iat": None},
    "without a number": {"jti": None},
    "without an event": {"events": {}},
    "of another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "with an odd event": {"events": {SIGN_OUT_EVENT: True}},
    "with odd events": {"events": [SIGN_OUT_EVENT]},
    "an ID token": {"nonce": "n"},
    "about nobody": {"sub": None},
}


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("claims", FORGED.values(), ids=FORGED.keys())
async def test_what_is_no_word_of_the_provider_ends_nothing(say: Say, pool: Any, claims: dict[str, Any]) -> None:
    assert (await say(sign_out_token("ani", **claims))).status_code == 400
    assert await left(pool) == ["a-1", "a-2", "b-1"]


@pytest.mark.usefixtures("signed_in")
async def test_a_word_that_is_sent_again_ends_no_session_that_began_since(say: Say, pool: Any) -> None:
    said = sign_out_token("ani", iat=int(time.time()) - 60)
    await pool.execute("UPDATE sessions SET begun_at = now() - interval '5 minutes' WHERE provider_session = 'a-1'")
    assert [(await say(said)).status_code for _ in range(2)] == [200, 200]
    assert await left(pool) == ["a-2", "b-1"]


async def test_what_is_no_form_or_too_large_is_refused(settings: Settings, pool: Any) -> None:
    async with open_browser(settings, pool, "") as browser:
        post = browser.client.post
        assert (await post("/probe/keluar-penyedia", data={"other": "x"})).status_code == 422
        large = await post("/probe/keluar-penyedia", data={"logout_token": "x" * 2**20})
    assert large.status_code == 413
