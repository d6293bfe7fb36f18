"""Who somebody is follows from the provider's keys, also on the day that they change."""

import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.people import sign_in
from shared.people.sign_in import NotSignedIn, SignIn
from shared.settings import Settings
from tests.tokens import KEY, publish_keys, token

NEW = RSAKey.generate_key(2048, parameters={"kid": "new"})


@pytest.fixture
def provider(tmp_path: Path) -> SignIn:
    return SignIn(Settings(database_url="", kafka_bootstrap_servers="", jwks_url=publish_keys(tmp_path)))


def publish(folder: Path, *keys: RSAKey) -> None:
    (folder / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))


def newly_signed(subject: str) -> str:
    """A token of the new key, which says so in its header."""
    claims = {"sub": subject, "iss": "gerai", "aud": "gerai", "exp": 2**33}
    return f"Bearer {jwt.encode({'alg': 'RS256', 'kid': 'new'}, claims, NEW)}"


async def test_a_token_of_a_new_key_is_recognised_as_soon_as_the_key_is_published(
    provider: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "KEYS_REST_SECONDS", 0)
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"
    with pytest.raises(NotSignedIn):
        await provider.subject(newly_signed("budi"))
    publish(tmp_path, KEY, NEW)
    assert await provider.subject(newly_signed("budi")) == "budi"


async def test_while_the_provider_is_away_the_keys_that_are_known_still_hold(
    provider: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await provider.subject(f"Bearer {token('ani')}")
    (tmp_path / "jwks.json").unlink()
    monkeypatch.setattr(sign_in, "KEYS_LIVE_SECONDS", 0)
    assert await provider.subject(f"Bearer {token('ani')}") == "ani"


async def test_tokens_of_unknown_keys_do_not_make_us_ask_again_and_again(provider: SignIn, tmp_path: Path) -> None:
    await provider.subject(f"Bearer {token('ani')}")
    publish(tmp_path, KEY, NEW)
    with pytest.raises(NotSignedIn):
        await provider.subject(newly_signed("budi"))
