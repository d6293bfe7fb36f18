"""Who is signed in to a service's pages: a secret in a cookie, of which the database knows the digest."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asyncpg import Connection
from asyncpg.pool import Pool

from shared.events.registration import SignedOut
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.settings import Settings

FRESH_SECONDS = 60
"""That a session is used is written down once a minute at most."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody on the way to the provider and back: what must come back, and where they wanted to go."""

    state: str
    nonce: str
    verifier: str
    back: str
    url: str = ""
    """Where the provider asks who they are."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody who came back from the provider."""

    subject: str
    name: str
    provider_session: str | None
    id_token: str


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's. `secret` is what its cookie holds."""

    secret: str
    subject: str
    name: str

    @property
    def form_token(self) -> str:
        """What a form of this session must bring back: nobody can know it who does not know the cookie."""
        return hmac.digest(self.secret.encode(), b"form", "sha256").hex()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: since it was used last, and in all."""

    idle: timedelta
    whole: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """What the operator says."""
        return cls(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))


def digest(secret: str) -> bytes:
    """What stands in the database for a secret."""
    return hashlib.sha256(secret.encode()).digest()


async def insert_begun(connection: Connection, browser: str, begun: Begun) -> None:
    """Remember who left for the provider, and from which browser."""
    await connection.execute(
        "INSERT INTO sign_ins (state, browser, verifier, nonce, back) VALUES ($1, $2, $3, $4, $5)",
        digest(begun.state),
        digest(browser),
        begun.verifier,
        begun.nonce,
        begun.back,
    )


async def take_begun(connection: Connection, browser: str, state: str) -> Begun | None:
    """Who left with this state from this browser, once."""
    row = await connection.fetchrow(
        """
        DELETE FROM sign_ins WHERE state = $1 AND browser = $2 AND begun_at > now() - interval '1 hour'
        RETURNING nonce, verifier, back
        """,
        digest(state),
        digest(browser),
    )
    return Begun(state, row["nonce"], row["verifier"], row["back"]) if row else None


async def insert(connection: Connection, proven: Proven) -> Session:
    """Begin a session of somebody whom the provider has just proven."""
    session = Session(secrets.token_urlsafe(32), proven.subject, proven.name)
    await connection.execute(
        "INSERT INTO sessions (id, subject, name, provider_session, id_token) VALUES ($1, $2, $3, $4, $5)",
        digest(session.secret),
        proven.subject,
        proven.name,
        proven.provider_session,
        proven.id_token,
    )
    return session


async def find(connection: Connection, secret: str, limits: Limits) -> Session | None:
    """The session of a cookie, unless it is over; it is in use from now on."""
    row = await connection.fetchrow(
        """
        SELECT subject, name, used_at < now() - make_interval(secs => $4) AS stale FROM sessions
        WHERE id = $1 AND used_at > now() - $2::interval AND begun_at > now() - $3::interval
        """,
        digest(secret),
        limits.idle,
        limits.whole,
        FRESH_SECONDS,
    )
    if row is None:
        return None
    if row["stale"]:
        await connection.execute("UPDATE sessions SET used_at = now() WHERE id = $1", digest(secret))
    return Session(secret, row["subject"], row["name"])


async def delete(connection: Connection, secret: str) -> str | None:
    """End a session; gives the ID token that it began with."""
    token: str | None = await connection.fetchval(
        "DELETE FROM sessions WHERE id = $1 RETURNING id_token", digest(secret)
    )
    return token


async def delete_all(
    connection: Connection, *, subject: str | None = None, provider_session: str | None = None, before: datetime
) -> None:
    """End all sessions of a person, or those of one session at the provider, that began before a moment."""
    await connection.execute(
        """
        DELETE FROM sessions
        WHERE ($1::text IS NULL OR subject = $1) AND ($2::text IS NULL OR provider_session = $2)
          AND ($1::text IS NOT NULL OR $2::text IS NOT NULL) AND begun_at <= $3
        """,
        subject,
        provider_session,
        before,
    )


def follow(on: Subscriptions) -> None:
    """Have a service end its own sessions of whoever signs out."""

    @on(SignedOut)
    async def end_sessions(signed_out: Sequence[SignedOut], tx: Transaction) -> None:
        for event in signed_out:
            await delete_all(tx.connection, subject=event.subject, before=event.signed_out_at)


async def forget(pool: "Pool", limits: Limits) -> None:
    """Forget what is over."""
    await pool.execute(
        "DELETE FROM sessions WHERE used_at <= now() - $1::interval OR begun_at <= now() - $2::interval",
        limits.idle,
        limits.whole,
    )
    await pool.execute("DELETE FROM sign_ins WHERE begun_at < now() - interval '1 hour'")
