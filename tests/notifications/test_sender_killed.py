"""Between the server's yes and the record: a sender killed then repeats one mail, a database away then repeats none."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiosmtplib import SMTP
from asyncpg import Connection
from asyncpg.pool import Pool

from services.notifications import settings, store
from services.notifications.domain import Claimed, Obstacle
from services.notifications.sender import Sender
from shared import database
from shared.clock import Clock
from tests.messaging.conftest import until
from tests.notifications.conftest import CITIES, Notifications, environment, forget_settings
from tests.notifications.facts import assigned, contact, submitted

LEASE = {"NOTIFICATIONS_MAIL_TRY_SECONDS": "0.9", "NOTIFICATIONS_MAIL_LEASE_SECONDS": "1"}


@contextlib.contextmanager
def sender_process(notifications: Notifications) -> Iterator["subprocess.Popen[bytes]"]:
    """The role sender in a process of its own, ended as a power cut would end it."""
    variables = {
        "MODE": "test",
        "DATABASE_URL": notifications.settings.database_url,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "PRIVATE_PORT": "0",
        "PARKED_KEY": notifications.settings.parked_key or "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "services.notifications", "sender"],
        env=os.environ | variables | environment(notifications.mailbox) | LEASE,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


@contextlib.asynccontextmanager
async def no_record_possible(pool: "Pool") -> AsyncIterator["Connection"]:
    """Hold every delivery, as if the database took its time: a sender that has heard its yes waits for its record."""
    async with database.transaction(pool, cities=CITIES) as connection:
        await connection.execute("SELECT FROM deliveries FOR UPDATE")
        yield connection


async def test_a_killed_senders_mail_is_repeated_once_under_the_same_message_id(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LEASE.items():
        monkeypatch.setenv(name, value)
    forget_settings()
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"))
    await notifications.hear(submitted())
    async with contextlib.AsyncExitStack() as held:

        async def hold() -> None:
            """When the server has the mail, before it says so: the claim is committed, the record still to come."""
            await held.enter_async_context(no_record_possible(notifications.pool))

        notifications.mailbox.before_yes = hold
        with sender_process(notifications) as process:
            await until(lambda: _waits_for_its_record(notifications.pool))
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait, 10)
        notifications.mailbox.before_yes = None
        assert await _status(notifications) == ("waiting", 1)
    await until(lambda: _sends_another(notifications))
    assert await _status(notifications) == ("sent", 2)
    for _ in range(3):
        await notifications.hasten()
        await notifications.send()
    assert len(notifications.mailbox.letters) == 2
    assert len(set(notifications.mailbox.message_ids)) == 1
    assert [kind for kind, _, _ in await notifications.announced()] == ["notification-sent"]


async def test_while_the_lease_lasts_nobody_else_sends_it(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"))
    await notifications.hear(submitted())
    sent = []

    async def try_at_the_same_time() -> None:
        sent.append(await notifications.send())

    notifications.mailbox.before_yes = try_at_the_same_time
    await notifications.send()
    assert sent == [False]
    assert len(notifications.mailbox.letters) == 1


async def test_what_was_sent_while_the_database_went_away_is_recorded_when_it_is_back_and_not_sent_again(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"), submitted())
    save, away = store.save_outcome, iter([ConnectionResetError(), asyncpg.DiskFullError()])

    async def save_unless_away(*given: Any, **more: Any) -> set[UUID]:
        if trouble := next(away, None):
            raise trouble
        return await save(*given, **more)

    monkeypatch.setattr(store, "save_outcome", save_unless_away)
    await notifications.send()
    assert await notifications.mails() == [("sent", 1, None)]
    assert len(notifications.mailbox.letters) == 1


async def two_with_one_mail(notifications: Notifications) -> tuple[Sender, Claimed, Claimed]:
    """A sender that was so slow that another has taken its mail over."""
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"))
    await notifications.hear(submitted())
    sender = Sender(notifications.pool, Clock(), settings.read(), SMTP())
    slow = await sender.claim()
    assert await sender.claim() is None
    await notifications.hasten()
    other = await sender.claim()
    assert slow
    assert other
    return sender, slow, other


async def test_what_a_slow_sender_could_not_do_does_not_touch_what_another_is_doing(
    notifications: Notifications,
) -> None:
    sender, slow, other = await two_with_one_mail(notifications)
    await sender.record(slow, Obstacle("550 no", final=True))
    assert await _status(notifications) == ("waiting", 2)
    assert await sender.claim() is None
    await sender.record(other, None)
    assert await _status(notifications) == ("sent", 2)
    assert [kind for kind, _, _ in await notifications.announced()] == ["notification-sent"]


async def test_a_slow_senders_yes_counts_and_is_announced_once(notifications: Notifications) -> None:
    sender, slow, other = await two_with_one_mail(notifications)
    await sender.record(slow, None)
    assert await _status(notifications) == ("sent", 2)
    await sender.record(other, Obstacle("550 no", final=True))
    await sender.record(other, None)
    assert await _status(notifications) == ("sent", 2)
    assert [kind for kind, _, _ in await notifications.announced()] == ["notification-sent"]


async def test_a_mail_that_kills_every_sender_is_given_up_after_its_tries(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"))
    await notifications.hear(submitted())
    async with database.transaction(notifications.pool, cities=CITIES) as connection:
        await connection.execute("UPDATE deliveries SET tries = 3 WHERE channel = 'email'")
    await notifications.send()
    assert notifications.mailbox.letters == []
    assert await notifications.mails() == [("failed", 4, "outcome-unknown")]


async def _waits_for_its_record(pool: "Pool") -> object:
    return await pool.fetchval(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE deliveries%settled_at%'
        """
    )


async def _status(notifications: Notifications) -> tuple[str, int]:
    [(status, tries, _)] = await notifications.mails()
    return status, tries


async def _sends_another(notifications: Notifications) -> bool:
    await notifications.send()
    return len(notifications.mailbox.letters) > 1
