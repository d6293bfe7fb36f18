"""Reads who somebody is from a bearer JWT, verified against the sign-in provider's published keys."""

import asyncio
import json
import time
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from shared.people.proven import Proven
from shared.settings import Settings

log = structlog.get_logger()

ALGORITHMS = ["RS256", "ES256", "PS256"]
LEEWAY_SECONDS = 30
KEYS_LIVE_SECONDS = 300
KEYS_REST_SECONDS = 10
"""Tokens that name unknown keys make us ask no more often than this."""
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""
ODD = (JoseError, ValueError, TypeError, LookupError, RecursionError, UnsupportedAlgorithm)
"""What reading a key or a token raises that is not as it should be."""


class NotSignedIn(Exception):
    """No token, or one that proves nothing."""


class KeysAway(Exception):
    """The sign-in provider's keys cannot be had; nobody can be recognised."""


class SignIn:
    """Verifies tokens. Keys are fetched when first needed and again when a token names an unknown one."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.jwks_url
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._proven = Proven()
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": settings.jwt_issuer},
            aud={"essential": True, "value": settings.jwt_audience},
            sub={"essential": True},
            exp={"essential": True},
        )

    async def subject(self, authorization: str) -> str:
        """The subject that an Authorization header proves. Raises NotSignedIn, or KeysAway."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("a bearer token is needed")
        keys = await self._key_set(_key_id(token.strip()))
        known = self._proven.find(token.strip(), keys)
        if known:
            return known
        claims = self._verify(token.strip(), keys)
        subject: str = claims["sub"]
        if len(subject) > LONGEST_SUBJECT or not subject.isprintable():
            raise NotSignedIn("the subject cannot be stored")
        self._proven.keep(token.strip(), subject, until=claims["exp"] + LEEWAY_SECONDS)
        return subject

    def _verify(self, token: str, keys: KeySet) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            self._claims.validate(decoded.claims)
        except ODD as error:
            raise NotSignedIn(str(error)) from error
        return decoded.claims

    async def _key_set(self, wanted: str | None) -> KeySet:
        age = time.monotonic() - self._fetched
        unknown = self._keys is None or wanted not in {key.kid for key in self._keys.keys}
        if self._keys is None or age > KEYS_LIVE_SECONDS or (unknown and age > KEYS_REST_SECONDS):
            try:
                self._keys = _key_set(await self._fetch())
            except (OSError, httpx.HTTPError, *ODD) as error:
                if self._keys is None:
                    raise KeysAway(f"{type(error).__name__} at {self._url}") from error
                log.warning("sign-in keys cannot be fetched anew", reason=type(error).__name__)
            self._fetched = time.monotonic()
        return self._keys

    async def _fetch(self) -> Any:
        parts = urlsplit(self._url)
        if parts.scheme == "file":
            return await asyncio.to_thread(_read_json, Path(unquote(parts.path)))
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(self._url)
            answer.raise_for_status()
            return answer.json()


def _key_set(published: Any) -> KeySet:
    """The published keys that we can use; others are passed over (RFC 7517, section 5). Raises one of ODD."""
    keys = [key for each in published["keys"] if (key := _key(each))]
    if not keys:
        raise ValueError("there is no key that can be used")
    return KeySet(keys)


def _key(published: Any) -> Key | None:
    try:
        return JWKRegistry.import_key(published)
    except ODD as error:
        log.warning("a sign-in key cannot be used", reason=type(error).__name__)
        return None


def _read_json(file: Path) -> Any:
    return httpx.Response(200, content=file.read_bytes()).json()


def _key_id(token: str) -> str | None:
    """The key that a token says it was signed with; nothing is verified yet."""
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
        return str(header["kid"])
    except ODD:
        return None
