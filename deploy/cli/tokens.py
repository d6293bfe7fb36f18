"""gerai token: a bearer token for the API, as the local sign-in provider would give it."""

import time
from typing import Annotated

import typer
from joserfc import jwt
from joserfc.jwk import RSAKey

from deploy.operator.screen import HOME, Folder, fail, running

LIFE_SECONDS = 12 * 3600


def token(
    subject: Annotated[str, typer.Argument(help="Who the token is for (the claim sub).")], home: Folder = HOME
) -> None:
    """Print a bearer token for the local system; it holds for 12 hours."""
    if not subject.strip():
        fail("A token needs a subject: who it is for.")
    place, state = running(home)
    typer.echo(mint(place.signing_key(), subject, state.issuer))


def mint(key: RSAKey, subject: str, issuer: str) -> str:
    """A bearer token for a subject, signed with this key."""
    now = int(time.time())
    claims = {"sub": subject, "iss": issuer, "aud": "gerai", "iat": now, "exp": now + LIFE_SECONDS}
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
