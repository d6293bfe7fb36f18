"""The sign-in provider (OpenID Connect), known by its issuer address alone: what it says of itself, and its keys."""

import asyncio
import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

log = structlog.get_logger()

DISCOVERY = "/.well-known/openid-configuration"
LIVE_SECONDS = 300
REST_SECONDS = 10
"""Tokens that name unknown keys make us ask no more often than this."""
ODD = (JoseError, ValueError, TypeError, LookupError, RecursionError, UnsupportedAlgorithm)
"""What reading a key or a token raises that is not as it should be."""


class ProviderAway(Exception):
    """The provider cannot be asked; nobody can be recognised, or sign in."""


class Provider:
    """One, at an address (https://, or file:// for a folder that holds its discovery document and keys).

    What it says is fetched when it is first needed, and again after a while or when a token names an unknown key.
    """

    def __init__(self, issuer: str) -> None:
        self._address = issuer.rstrip("/")
        self._told: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._asking = asyncio.Lock()

    async def metadata(self) -> Mapping[str, Any]:
        """Its discovery document (OpenID Connect Discovery 1.0, section 3). Raises ProviderAway."""
        await self._refresh(None)
        return self._told

    async def keys(self, token: str) -> KeySet:
        """The keys that a token may be signed with. Raises ProviderAway."""
        await self._refresh(_key_id(token))
        assert self._keys is not None
        return self._keys

    async def _refresh(self, wanted: str | None) -> None:
        """One asks for all; meanwhile what is known holds, so that a slow provider holds nobody up."""
        known = self._keys is not None and not self._lacks(wanted)
        if not self._is_due(wanted) or (known and self._asking.locked()):
            return
        async with self._asking:
            if self._is_due(wanted):
                await self._ask()

    def _is_due(self, wanted: str | None) -> bool:
        age = time.monotonic() - self._fetched
        return self._keys is None or age > LIVE_SECONDS or (self._lacks(wanted) and age > REST_SECONDS)

    def _lacks(self, wanted: str | None) -> bool:
        return bool(wanted and self._keys and wanted not in {key.kid for key in self._keys.keys})

    async def _ask(self) -> None:
        try:
            self._told = await self._discover()
            self._keys = _key_set(await _fetch(self._told["jwks_uri"]))
        except (OSError, httpx.HTTPError, *ODD) as error:
            if self._keys is None:
                raise ProviderAway(f"{type(error).__name__} at {self._address}") from error
            log.warning("the sign-in provider cannot be asked anew", reason=type(error).__name__)
        self._fetched = time.monotonic()

    async def _discover(self) -> Mapping[str, Any]:
        told: Mapping[str, Any] = await _fetch(f"{self._address}{DISCOVERY}")
        if not self._address.startswith("file:") and told["issuer"].rstrip("/") != self._address:
            raise ValueError(f"{self._address} calls itself {told['issuer']}")
        return told


async def _fetch(url: str) -> Any:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return json.loads(await asyncio.to_thread(Path(unquote(parts.path)).read_bytes))
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(url)
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


def _key_id(token: str) -> str | None:
    """The key that a token says it was signed with; nothing is verified yet."""
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
        return str(header["kid"])
    except ODD:
        return None
