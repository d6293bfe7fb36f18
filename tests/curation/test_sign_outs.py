"""Somebody who signs out at one service is signed out of this one."""

from datetime import UTC, datetime, timedelta

from shared import database
from shared.events.registration import SignedOut
from shared.people import sessions
from shared.people.sessions import Proven
from tests.curation.conftest import Curation


async def test_sessions_that_began_before_a_sign_out_end_when_it_is_heard(curation: Curation) -> None:
    async with database.acquire(curation.pool) as connection:
        for subject in ("ani", "ani", "budi"):
            await sessions.insert(connection, Proven(subject, subject, None, "an-id-token"))
    now = datetime.now(UTC)
    await curation.hear(SignedOut(subject="ani", signed_out_at=now - timedelta(minutes=1)))
    assert await curation.count("sessions") == 3
    await curation.hear(SignedOut(subject="ani", signed_out_at=now))
    assert await curation.pool.fetchval("SELECT string_agg(subject, ',') FROM sessions") == "budi"
