"""gerai token: stands in for a sign-in provider."""

import time
from typing import Annotated

import typer
from joserfc import jwt
from joserfc.jwk import RSAKey

from deploy.local.home import Home
from deploy.operator.screen import HOME, Folder, fail

LIFE_SECONDS = 12 * 3600


def token(
    subject: Annotated[str, typer.Argument(help="Who the token is for (the claim sub).")], home: Folder = HOME
) -> None:
    """Print a bearer token for the local system; it holds for 12 hours."""
    place = Home(home)
    if not subject.strip():
        fail("A token needs a subject: who it is for.")
    try:
        key = place.signing_key()
    except FileNotFoundError:
        fail(f"There is no signing key in {place.folder}. `gerai up` makes one; elsewhere the sign-in provider does.")
    typer.echo(mint(key, subject))


def mint(key: RSAKey, subject: str) -> str:
    """A bearer token for a subject, signed with this key."""
    now = int(time.time())
    claims = {"sub": subject, "iss": "gerai", "aud": "gerai", "iat": now, "exp": now + LIFE_SECONDS}
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
