"""Reads who somebody is from a bearer JWT, verified against the sign-in provider's published keys."""

from typing import Any

from joserfc import jwt

from shared.people.provider import ODD, Provider
from shared.settings import Settings

ALGORITHMS = ["RS256", "ES256", "PS256"]
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


class NotSignedIn(Exception):
    """No token, no session, or one that proves nothing."""


class SignIn:
    """Verifies tokens of the API."""

    def __init__(self, settings: Settings, provider: Provider) -> None:
        self._provider = provider
        self._audience = settings.api_audience

    async def subject(self, authorization: str) -> str:
        """The subject that an Authorization header proves. Raises NotSignedIn, or ProviderAway."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn("a bearer token is needed")
        claims = await verify(self._provider, token.strip(), audience=self._audience)
        return subject_of(claims)


async def verify(provider: Provider, token: str, *, audience: str, **essential: str) -> dict[str, object]:
    """The claims of a token that the provider gave out for this audience. Raises NotSignedIn, or ProviderAway."""
    keys, told = await provider.keys(token), await provider.metadata()
    wanted: Any = {name: {"essential": True, "value": value} for name, value in essential.items()}
    wanted |= {"iss": {"essential": True, "value": told["issuer"]}, "aud": {"essential": True, "value": audience}}
    registry = jwt.JWTClaimsRegistry(leeway=30, exp={"essential": True}, **wanted)
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        registry.validate(decoded.claims)
    except ODD as error:
        raise NotSignedIn(str(error)) from error
    claims: dict[str, object] = decoded.claims
    return claims


def subject_of(claims: dict[str, object]) -> str:
    """Who a token is about. Raises NotSignedIn where that is nobody whom we could store."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise NotSignedIn("the subject cannot be stored")
    return subject
