"""What keeps a browser from being abused: headers on every answer, and forms that only our own pages can send."""

import hmac
from collections.abc import Mapping

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.problems import Problem

SIGN_INS = parse("30/minute")
"""Beginnings of a sign-in from one address."""
FORMS = parse("120/minute")
"""Forms from one session."""


def safe_headers(*, provider: str, encrypted: bool) -> dict[str, str]:
    """What every answer of a service says to a browser. `provider` is where signing out ends."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob: data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": f"'self' {provider}".strip(),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    headers = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    }
    return headers | ({"strict-transport-security": "max-age=31536000"} if encrypted else {})


class SafeHeaders:
    """Adds them to whatever a service answers."""

    def __init__(self, app: ASGIApp, *, headers: Mapping[str, str]) -> None:
        self.app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def require_own_page(headers: Headers, public_url: str) -> None:
    """A form that another site sent is refused, whatever it holds (Fetch Metadata; Origin where a browser has none).
    Raises Problem."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Problem(403, "form-of-another-site")
    elif origin is not None and origin != public_url.rstrip("/"):
        raise Problem(403, "form-of-another-site")


def is_ours(form: FormData, form_token: str) -> bool:
    """Whether a form was made for this session."""
    given = form.get("form_token")
    return isinstance(given, str) and hmac.compare_digest(given.encode(), form_token.encode())


class Rates:
    """How often something may be done, counted in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, limit: RateLimitItem, who: str) -> None:
        """Count one more. Raises Problem."""
        if not self._limiter.hit(limit, who):
            raise Problem(429, "too-often")


def address_of(request: Request) -> str:
    """Where a request comes from, as the front door says."""
    return request.client.host if request.client else ""
