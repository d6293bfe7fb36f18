"""Reads who somebody is from a bearer JWT, verified against the sign-in provider's published keys."""

from typing import Any

from joserfc import jwt

from shared.people.proven import Proven
from shared.people.provider import ODD, Provider
from shared.settings import Settings

ALGORITHMS = ["RS256", "ES256", "PS256"]
LEEWAY_SECONDS = 30
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


class NotSignedIn(Exception):
    """No token, no session, or one that proves nothing."""


class SignIn:
    """Verifies tokens of the API."""

    def __init__(self, settings: Settings, provider: Provider) -> None:
        self._provider = provider
        self._audience = settings.api_audience
        self._proven = Proven()

    async def subject(self, authorization: str) -> str:
        """The subject that an Authorization header proves. Raises NotSignedIn, or ProviderAway."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("a bearer token is needed")
        keys = await self._provider.keys(token.strip())
        if known := self._proven.find(token.strip(), keys):
            return known
        claims = await verify(self._provider, token.strip(), audience=self._audience)
        subject = subject_of(claims)
        self._proven.keep(token.strip(), subject, keys, until=claims["exp"] + LEEWAY_SECONDS)
        return subject


async def verify(provider: Provider, token: str, *, audience: str, **essential: str) -> dict[str, Any]:
    """The claims of a token that the provider gave out for this audience. Raises NotSignedIn, or ProviderAway."""
    keys, told = await provider.keys(token), await provider.metadata()
    wanted: Any = {name: {"essential": True, "value": value} for name, value in essential.items()}
    wanted |= {"iss": {"essential": True, "value": told["issuer"]}, "aud": {"essential": True, "value": audience}}
    registry = jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, exp={"essential": True}, **wanted)
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        registry.validate(decoded.claims)
    except ODD as error:
        raise NotSignedIn(str(error)) from error
    return decoded.claims


def subject_of(claims: dict[str, Any]) -> str:
    """Who a token is about. Raises NotSignedIn where that is nobody whom we could store."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise NotSignedIn("the subject cannot be stored")
    return subject
