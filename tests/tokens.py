"""Tokens as the sign-in provider would give them, signed with a key of the tests."""

import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "test"})


def token(subject: str, *, key: RSAKey = KEY, **claims: Any) -> str:
    """A token that proves this subject, unless the claims or the key say otherwise."""
    standard = {"sub": subject, "iss": "gerai", "aud": "gerai", "exp": int(time.time()) + 60}
    return jwt.encode({"alg": "RS256", "kid": "test"}, standard | claims, key)


def publish_keys(folder: Path) -> str:
    """Write the key set that belongs to these tokens; give its URL."""
    file = folder / "jwks.json"
    file.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))
    return file.as_uri()
