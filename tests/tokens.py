"""Tokens as the sign-in provider would give them, signed with a key of the tests."""

import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "test"})


def token(subject: str, *, key: RSAKey = KEY, **claims: Any) -> str:
    """A token that proves this subject, unless the claims or the key say otherwise; one that is None is left out."""
    standard = {"sub": subject, "iss": "gerai", "aud": "gerai", "exp": int(time.time()) + 60}
    said = {name: value for name, value in (standard | claims).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "test"}, said, key)


def publish_keys(folder: Path) -> str:
    """Write what a sign-in provider whose tokens these are says of itself; give its address."""
    (folder / "jwks.json").write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))
    (folder / ".well-known").mkdir(exist_ok=True)
    told = {"issuer": "gerai", "jwks_uri": (folder / "jwks.json").as_uri()}
    (folder / ".well-known" / "openid-configuration").write_text(json.dumps(told))
    return folder.as_uri()
