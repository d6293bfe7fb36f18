"""Brings mails to the city's mail server: claim and commit, send outside any transaction, record.

Between the server's yes and the record lies a moment in which a killed sender's mail is sent once more by whoever takes
it over; its Message-ID is the same.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import aiosmtplib
import structlog
from aiosmtplib import SMTP
from asyncpg import Connection
from asyncpg.pool import Pool

from services.notifications import domain, settings, store
from services.notifications.domain import Claimed, Obstacle
from services.notifications.settings import Settings
from shared import database, metrics
from shared.clock import Clock
from shared.messaging import transaction
from shared.messaging.cloudevents import Envelope
from shared.messaging.parking import Retries
from shared.people import assignments

log = structlog.get_logger()

ROUND = 100
"""How many letters go over one connection."""


async def send(pool: "Pool", clock: Clock) -> bool:
    """Send what waits, one after the other over one connection; whether more may be waiting.

    Where the server would refuse everybody the round ends: the next one, a second later, finds out with one mail.
    """
    own = settings.read()
    sender = Sender(pool, clock, own, _connection(own))
    await sender.measure()
    try:
        for _ in range(ROUND):
            claimed = await sender.claim()
            if claimed is None:
                return False
            obstacle = await sender.deliver(claimed)
            await sender.keep_recording(claimed, obstacle)
            if obstacle and obstacle.of_server:
                return False
    finally:
        await sender.leave()
    return True


@dataclass(frozen=True)
class Sender:
    """One connection to the mail server, opened with the first mail: most rounds have nothing to send."""

    pool: "Pool"
    clock: Clock
    own: Settings
    smtp: SMTP

    async def measure(self) -> None:
        """Show how many mails wait, and how long the oldest has."""
        async with self._in_all_cities() as connection:
            waiting, since = await store.count_waiting_mails(connection)
        metrics.MAILS_WAITING.set(waiting)
        metrics.OLDEST_MAIL.set((self.clock.now() - since).total_seconds() if since else 0)

    async def claim(self) -> Claimed | None:
        """Take the next letter in hand; whoever dies with it in hand leaves it to others when the lease is over."""
        lease = timedelta(seconds=self.own.mail_lease_seconds)
        async with self._in_all_cities() as connection:
            return await store.lock_claimed(connection, uuid4(), settings.seal(), lease=lease)

    @contextlib.asynccontextmanager
    async def _in_all_cities(self) -> AsyncIterator["Connection"]:
        async with database.transaction(self.pool) as connection:
            await database.enter_cities(connection, frozenset(await assignments.list_cities(connection)))
            yield connection

    async def deliver(self, claimed: Claimed) -> Obstacle | None:
        """Hand a letter over; what stood in the way, or None for the server's yes."""
        if obstacle := domain.find_obstacle(claimed, tries=self.own.mail_tries):
            return obstacle
        async with database.acquire(self.pool) as connection:
            city = await assignments.find_city(connection, claimed.first.city)
        place, url = domain.place_of(claimed.first.city, city), self.own.public_url
        try:
            letter = domain.write_letter(
                claimed, sender=self.own.sender, place=place, public_url=url, at=self.clock.now()
            )
            await self._hand_over(letter)
        except domain.Unusable:
            return domain.UNUSABLE
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return domain.hear_refusal(
                refused.recipients[0].code, refused.recipients[0].message, claimed, of_this_mail=True
            )  # fmt: skip
        except aiosmtplib.SMTPResponseException as refused:
            of_this_mail = isinstance(refused, aiosmtplib.SMTPDataError)
            return domain.hear_refusal(refused.code, refused.message, claimed, of_this_mail=of_this_mail)
        except (aiosmtplib.SMTPException, OSError) as away:
            log.warning("mail server away", reason=type(away).__name__)
            self.smtp.close()
            return domain.SERVER_AWAY
        return None

    async def _hand_over(self, letter: domain.Letter) -> None:
        async with asyncio.timeout(self.own.mail_try_seconds):
            if not self.smtp.is_connected:
                await self.smtp.connect()
            await self.smtp.sendmail(self.own.sender_address, [letter.to], letter.content)

    async def keep_recording(self, claimed: Claimed, obstacle: Obstacle | None) -> None:
        """Record, again and again while the database is away: as long as the lease lasts nobody else sends the mail."""
        async with asyncio.timeout(self.own.mail_lease_seconds):
            while True:
                try:
                    return await self.record(claimed, obstacle)
                except (*database.LOST, *database.CONTENTION) as away:
                    log.warning("mail not recorded yet", delivery=str(claimed.first.id), reason=type(away).__name__)
                await asyncio.sleep(1)

    async def record(self, claimed: Claimed, obstacle: Obstacle | None) -> None:
        """Note what came of it and announce it, of each mail, unless it was settled otherwise meanwhile."""
        first = claimed.first
        outcome = domain.settle(claimed, obstacle, tries=self.own.mail_tries)
        async with transaction.begin(
            self.pool,
            source=transaction.source_of("notifications"),
            clock=self.clock,
            cities=frozenset({first.city}),
            correlation_id=first.correlation_id,
        ) as tx:
            pause = self._retries.pause(max(1, claimed.tries))
            ours = await store.save_outcome(tx.connection, claimed, outcome, pause=pause, at=tx.now)
            for delivery, announcement in outcome.announcements:
                if delivery.id in ours:
                    cause = Envelope(delivery.event_id, source="", type="", correlation_id=delivery.correlation_id)
                    await tx.publish(announcement, cause=cause)
        metrics.MAILS.labels(outcome.status).inc()
        log.info(
            "mail tried",
            delivery=str(first.id),
            carries=len(claimed.deliveries),
            status=outcome.status,
            tries=claimed.tries,
            why=outcome.reason,
        )

    async def leave(self) -> None:
        """Say good-bye, if there is still somebody to say it to."""
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            if self.smtp.is_connected:
                await self.smtp.quit(timeout=5)
        self.smtp.close()

    @property
    def _retries(self) -> Retries:
        own = self.own
        return Retries(
            own.mail_tries,
            timedelta(seconds=own.mail_first_seconds),
            timedelta(seconds=own.mail_longest_seconds),
        )


def _connection(own: Settings) -> SMTP:
    return SMTP(
        hostname=own.smtp_host,
        port=own.smtp_port,
        username=own.smtp_user,
        password=own.smtp_password.get_secret_value() if own.smtp_password else None,
        use_tls=own.smtp_security == "tls",
        start_tls={"starttls": True, "if-offered": None}.get(own.smtp_security, False),
        cert_bundle=str(own.smtp_ca_file) if own.smtp_ca_file else None,
        local_hostname=own.sender_address.partition("@")[2],
        timeout=own.mail_try_seconds,
    )
