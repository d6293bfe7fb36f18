"""Who somebody is follows from the provider's keys, also on the day that they change."""

import json
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from shared.people import proven, sign_in
from shared.people import provider as of_provider
from shared.people.provider import Provider, ProviderAway
from shared.people.sign_in import NotSignedIn, SignIn
from shared.settings import Settings
from tests.tokens import KEY, publish_keys, token

NEW = RSAKey.generate_key(2048, parameters={"kid": "new"})


@pytest.fixture
def provider(tmp_path: Path) -> SignIn:
    settings = Settings(database_url="", kafka_bootstrap_servers="", oidc_issuer=publish_keys(tmp_path))
    return SignIn(settings, Provider(settings.oidc_issuer))


def publish(folder: Path, *keys: RSAKey) -> None:
    (folder / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))


def newly_signed(subject: str) -> str:
    """A token of the new key, which says so in its header."""
    claims = {"sub": subject, "iss": "gerai", "aud": "gerai", "exp": 2**33}
    return f"Bearer {jwt.encode({'alg': 'RS256', 'kid': 'new'}, claims, NEW)}"


async def test_a_token_of_a_new_key_is_recognised_as_soon_as_the_key_is_published(
    provider: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_provider, "REST_SECONDS", 0)
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"
    with pytest.raises(NotSignedIn):
        await provider.subject(newly_signed("budi"))
    publish(tmp_path, KEY, NEW)
    assert await provider.subject(newly_signed("budi")) == "budi"


async def test_a_token_that_was_verified_proves_nothing_once_it_has_expired(
    provider: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ani, now = f"Bearer {token('ani', exp=int(time.time()) + 60)}", time.time
    assert await provider.subject(ani) == "ani"
    monkeypatch.setattr(time, "time", lambda: now() + 60 + sign_in.LEEWAY_SECONDS)
    with pytest.raises(NotSignedIn):
        await provider.subject(ani)


async def test_a_token_that_was_verified_proves_nothing_once_its_key_is_withdrawn(
    provider: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"
    publish(tmp_path, NEW)
    monkeypatch.setattr(of_provider, "LIVE_SECONDS", 0)
    with pytest.raises(NotSignedIn):
        await provider.subject(f"Bearer {token('ani')}")


async def test_whoever_asks_with_many_tokens_is_recognised_by_each(
    provider: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proven, "REMEMBERED", 2)
    asking = [f"Bearer {token(subject)}" for subject in ("ani", "budi", "cici", "ani")]
    assert [await provider.subject(each) for each in asking * 2] == ["ani", "budi", "cici", "ani"] * 2


async def test_while_the_provider_is_away_the_keys_that_are_known_still_hold(
    provider: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await provider.subject(f"Bearer {token('ani')}")
    (tmp_path / "jwks.json").unlink()
    monkeypatch.setattr(of_provider, "LIVE_SECONDS", 0)
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"


async def test_tokens_of_unknown_keys_do_not_make_us_ask_again_and_again(provider: SignIn, tmp_path: Path) -> None:
    await provider.subject(f"Bearer {token('ani')}")
    publish(tmp_path, KEY, NEW)
    with pytest.raises(NotSignedIn):
        await provider.subject(newly_signed("budi"))


ELLIPTIC = ECKey.generate_key("P-256", parameters={"kid": "elliptic"}).as_dict(private=False)
ODD_KEYS = [
    ELLIPTIC | {"crv": "P-999"},
    ELLIPTIC | {"x": ELLIPTIC["y"]},
    {"kty": ["RSA"]},
    {"kty": "RSA", "e": "AQAB"},
    {},
    None,
]


@pytest.mark.parametrize("odd", ODD_KEYS, ids=["curve", "point", "type", "modulus", "empty", "null"])
async def test_a_key_that_cannot_be_used_keeps_nobody_out(provider: SignIn, tmp_path: Path, odd: object) -> None:
    keys = [odd, KEY.as_dict(private=False)]
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": keys}))
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"


@pytest.mark.parametrize("nonsense", [[], "keys", None, {}, {"keys": 3}, {"keys": []}, {"keys": ODD_KEYS}])
async def test_an_answer_that_holds_no_keys_is_none(
    provider: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nonsense: object
) -> None:
    good = (tmp_path / "jwks.json").read_text()
    (tmp_path / "jwks.json").write_text(json.dumps(nonsense))
    with pytest.raises(ProviderAway):
        await provider.subject(f"Bearer {token('ani')}")
    (tmp_path / "jwks.json").write_text(good)
    await provider.subject(f"Bearer {token('ani')}")
    monkeypatch.setattr(of_provider, "LIVE_SECONDS", 0)
    (tmp_path / "jwks.json").write_text(json.dumps(nonsense))
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"


@pytest.mark.parametrize("subject", ["ani\0", "ani\n", "x" * 256, 7, ["ani"], ""])
async def test_a_subject_that_cannot_be_kept_proves_nothing(provider: SignIn, subject: Any) -> None:
    with pytest.raises(NotSignedIn):
        await provider.subject(f"Bearer {token('ani', sub=subject)}")
    assert await provider.subject(f"Bearer {token('x' * 255)}") == "x" * 255


@pytest.mark.parametrize(
    "header",
    ['{"alg": "RS256", "kid": ["test"]}', '{"alg": "RS256", "kid": {}}', '{"alg": "RS256", "kid": "test", "crit": 3}',
     "[" * 20_000, '"test"', "\xff"],
    ids=["list", "object", "crit", "deep", "text", "octets"],
)  # fmt: skip
async def test_a_token_with_an_odd_header_proves_nothing(provider: SignIn, header: str) -> None:
    _, claims, signature = token("ani").split(".")
    odd = urlsafe_b64encode(header.encode("latin-1")).decode().rstrip("=")
    await provider.subject(f"Bearer {token('ani')}")
    with pytest.raises(NotSignedIn):
        await provider.subject(f"Bearer {odd}.{claims}.{signature}")
