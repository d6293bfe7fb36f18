"""Signs people in with the provider: OpenID Connect, authorization code with PKCE, state and nonce."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from shared.people.provider import Provider, ProviderAway
from shared.people.sessions import Begun, Proven
from shared.people.sign_in import LEEWAY_SECONDS, NotSignedIn, subject_of, verify
from shared.settings import Settings

SIGN_OUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
"""OpenID Connect Back-Channel Logout 1.0, section 2.4."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SignedOutThere:
    """Somebody who signed out at the provider, by their subject, their session there, or both.

    `before` is when it was said, with what clocks may differ: sessions that begin later are others, so a token that
    is sent again ends nothing more, and none has to be remembered.
    """

    subject: str | None
    provider_session: str | None
    before: datetime


@dataclass(frozen=True)
class CodeFlow:
    """A service as the provider's client; `returns_to` is where the provider sends people back to."""

    provider: Provider
    client_id: str
    client_secret: str | None
    returns_to: str

    @classmethod
    def of(cls, service: str, settings: Settings, provider: Provider) -> "CodeFlow":
        """As the operator has made it known to the provider."""
        secret = settings.oidc_client_secret
        return cls(
            provider,
            settings.oidc_client_id or f"gerai-{service}",
            secret.get_secret_value() if secret else None,
            f"{settings.public_url.rstrip('/')}/{service}/masuk/kembali",
        )

    async def begin(self, back: str) -> Begun:
        """Send somebody to the provider, who wants to go to `back` afterwards. Raises ProviderAway."""
        told = await self.provider.metadata()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                told["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Begun(state, nonce, verifier, back, str(url))

    async def finish(self, begun: Begun, code: str, issuer: str) -> Proven:
        """Who came back with a code, from the provider that calls itself `issuer`. Raises NotSignedIn, or
        ProviderAway."""
        await self._require_issuer(issuer)
        id_token = await self._exchange(code, begun.verifier)
        claims = await verify(self.provider, id_token, audience=self.client_id, nonce=begun.nonce)
        if claims.get("azp", self.client_id) != self.client_id:
            raise NotSignedIn("the ID token was made for another client")
        return Proven(subject_of(claims), _name(claims), _text(claims, "sid"), id_token)

    async def _require_issuer(self, issuer: str) -> None:
        """The code is meant for our provider, not another's (RFC 9207); none says so where it does not promise to."""
        told = await self.provider.metadata()
        promised = told.get("authorization_response_iss_parameter_supported") is True
        if issuer != told["issuer"] and (issuer or promised):
            raise NotSignedIn("another provider sent them back")

    async def _exchange(self, code: str, verifier: str) -> str:
        """The ID token for a code. The code is good once, so nothing here is tried again."""
        told = await self.provider.metadata()
        try:
            async with self._client() as client:
                given = await client.fetch_token(told["token_endpoint"], code=code, code_verifier=verifier)
        except OAuthError as refused:
            raise NotSignedIn(f"the provider says {refused.error}") from refused
        except (httpx2.HTTPError, ValueError) as away:
            raise ProviderAway(type(away).__name__) from away
        id_token = given.get("id_token")
        if not isinstance(id_token, str):
            raise NotSignedIn("the provider gave no ID token")
        return id_token

    async def sign_out_url(self, id_token: str | None, back: str) -> str:
        """Where the provider ends its own session (RP-Initiated Logout 1.0); `back` where it has no such place."""
        try:
            told = await self.provider.metadata()
        except ProviderAway:
            return back
        place = told.get("end_session_endpoint")
        if not place or id_token is None:
            return back
        asked = {"id_token_hint": id_token, "client_id": self.client_id, "post_logout_redirect_uri": back}
        return f"{place}?{urlencode(asked)}"

    async def signed_out(self, token: str) -> SignedOutThere:
        """What a back-channel sign-out is about. Raises NotSignedIn, or ProviderAway."""
        claims = await verify(self.provider, token, audience=self.client_id)
        events, at = claims.get("events"), claims.get("iat")
        subject, session = _text(claims, "sub"), _text(claims, "sid")
        is_one = isinstance(events, dict) and isinstance(events.get(SIGN_OUT_EVENT), dict) and "nonce" not in claims
        if not is_one or not isinstance(at, int | float) or not _text(claims, "jti") or not (subject or session):
            raise NotSignedIn("this is no sign-out token")
        return SignedOutThere(subject, session, datetime.fromtimestamp(at + LEEWAY_SECONDS, UTC))

    def _client(self) -> Any:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope="openid profile",
            redirect_uri=self.returns_to,
            code_challenge_method="S256",
            timeout=5,
        )


def _name(claims: Mapping[str, object]) -> str:
    """How the provider calls a person; by their subject where it does not say."""
    return (_text(claims, "name") or _text(claims, "preferred_username") or str(claims["sub"]))[:LONGEST_NAME]


def _text(claims: Mapping[str, object], name: str) -> str | None:
    found = claims.get(name)
    return found if isinstance(found, str) and found.isprintable() and found else None
