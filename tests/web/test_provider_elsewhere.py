"""A provider that is away, slow, another than it should be, or says of somebody what it should not."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from deploy.local import processes
from shared.people import provider as of_provider
from shared.people.code_flow import CodeFlow
from shared.people.provider import Provider, ProviderAway
from shared.people.sessions import Begun
from shared.people.sign_in import NotSignedIn
from shared.settings import Settings
from tests.tokens import KEY, token
from tests.web.browser import sign_in
from tests.web.probe_pages import open_browser

BEGUN = Begun("state", "nonce", "v" * 43, "/")
STRANGER = RSAKey.generate_key(2048, parameters={"kid": "test"})


class Small:
    """A provider that says what it is told to say, once it may."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.may_speak, self.asked, self.id_token = threading.Event(), 0, ""
        self.may_speak.set()
        self.told: dict[str, Any] = {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint": f"{self.issuer}/token",
        }

    def answer(self, path: str) -> dict[str, Any]:
        self.asked += 1
        self.may_speak.wait(10)
        if path == "/token":
            return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token}
        return {"keys": [KEY.as_dict(private=False)]} if path == "/keys" else self.told


def _handler(small: Small) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(small.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Not in the tests' output."""

    return Handler


@pytest.fixture
def small() -> Iterator[Small]:
    small = Small()
    serving = threading.Thread(target=small.server.serve_forever, args=(0.05,))
    serving.start()
    yield small
    small.may_speak.set()
    small.server.shutdown()
    serving.join()
    small.server.server_close()


def id_token(small: Small, **claims: Any) -> str:
    return token("ani", **{"iss": small.issuer, "aud": "gerai-probe", "nonce": "nonce"} | claims)


async def finish(small: Small, issuer: str = "") -> str:
    flow = CodeFlow(Provider(small.issuer), "gerai-probe", None, "http://gerai/probe/masuk/kembali")
    return (await flow.finish(BEGUN, "code", issuer)).subject


async def test_a_provider_that_calls_itself_otherwise_is_none(small: Small) -> None:
    small.told["issuer"] = "https://another.example"
    with pytest.raises(ProviderAway):
        await Provider(small.issuer).metadata()


ODD: dict[str, dict[str, Any]] = {
    "another key": {"key": STRANGER},
    "another issuer": {"iss": "https://another.example"},
    "another client": {"aud": "gerai-curation"},
    "made for another client": {"aud": ["gerai-probe", "gerai-curation"], "azp": "gerai-curation"},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "no end": {"exp": None},
    "expired": {"exp": int(time.time()) - 60},
    "of tomorrow": {"iat": int(time.time()) + 86400},
    "not yet good": {"nbf": int(time.time()) + 3600},
}


@pytest.mark.parametrize("claims", ODD.values(), ids=ODD.keys())
async def test_an_id_token_that_is_not_for_this_way_lets_nobody_in(small: Small, claims: dict[str, Any]) -> None:
    small.id_token = id_token(small)
    assert await finish(small) == "ani"
    small.id_token = id_token(small, **claims)
    with pytest.raises(NotSignedIn):
        await finish(small)


async def test_clocks_may_differ_by_some_seconds(small: Small) -> None:
    now = int(time.time())
    small.id_token = id_token(small, iat=now + 15, nbf=now + 15, exp=now - 10)
    assert await finish(small) == "ani"


async def test_a_provider_that_promises_its_name_on_the_way_back_must_say_it(small: Small) -> None:
    small.id_token = id_token(small)
    small.told["authorization_response_iss_parameter_supported"] = True
    assert await finish(small, small.issuer) == "ani"
    for issuer in ("", "https://another.example"):
        with pytest.raises(NotSignedIn):
            await finish(small, issuer)


async def test_while_a_provider_is_slow_one_asks_it_and_the_keys_that_are_known_hold(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider(small.issuer)
    known = await provider.keys(token("ani"))
    monkeypatch.setattr(of_provider, "LIVE_SECONDS", 0)
    small.may_speak.clear()
    asking = asyncio.create_task(provider.keys(token("ani")))
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        assert [await provider.keys(token("ani")) for _ in range(20)] == [known] * 20
    small.may_speak.set()
    await asking
    assert small.asked == 4


async def test_many_who_come_at_once_ask_a_provider_once(small: Small) -> None:
    provider = Provider(small.issuer)
    await asyncio.gather(*(provider.keys(token("ani")) for _ in range(20)))
    assert small.asked == 2


async def test_while_the_provider_is_away_who_is_signed_in_stays_and_nobody_else_comes_in(
    settings: Settings, pool: Any
) -> None:
    nowhere = f"http://127.0.0.1:{processes.free_port()}"
    away = settings.model_copy(update={"oidc_issuer": nowhere})
    async with open_browser(away, pool, "ani") as browser:
        get = browser.client.get
        assert (await get("/probe/catatan", headers=await sign_in(pool, "probe", "ani"))).status_code == 200
        left = await get("/probe/masuk", headers={"accept": "text/html"})
        assert left.status_code == 503
        assert "Layanan masuk" in left.text
        told = await get("/probe/cities", headers={"authorization": f"Bearer {token('ani')}"})
        assert (told.status_code, told.json()["code"]) == (503, "sign-in-away")
        said = await browser.client.post("/probe/keluar-penyedia", data={"logout_token": token("ani")})
        assert said.status_code == 503
