"""A message on its way to one reader by one channel: when it has arrived, is tried again, or is given up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.writing import Text, one_line
from shared.events.notifications import NotificationFailed, NotificationSent

INBOX, EMAIL = "inbox", "email"


class Status(StrEnum):
    """How far a delivery has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message, one reader, one channel; there is one of them for an event."""

    id: UUID
    city: str
    message_id: UUID
    event_id: str
    template: str
    correlation_id: str
    subject: str
    channel: str
    status: Status
    at: datetime
    for_assistant: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached, in clear; never to be shown or logged."""

    subject: str
    name: str = field(repr=False)
    email: str | None = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter that one sender has in hand: one mail, or all that go together. `tries` counts the one that it is about
    to make."""

    deliveries: tuple[Delivery, ...]
    """The same at every try, and in the same order."""
    claim: UUID
    tries: int
    texts: tuple[Mapping[str, Text], ...] = field(repr=False)
    """Of the first of them, as many as a letter lists."""
    path: str | None
    """Where what the first of them tells of is shown."""
    contact: Contact | None
    erased: bool

    @property
    def first(self) -> Delivery:
        """By whose Message-ID the letter goes."""
        return self.deliveries[0]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a mail did not go, without an address; `final` when no other try can help."""

    reason: str
    final: bool
    of_server: bool = False
    """It would meet every other mail as well."""


ERASED = Obstacle("contact-erased", final=True)
NO_ADDRESS = Obstacle("no-address", final=True)
UNUSABLE = Obstacle("address-unusable", final=True)
UNKNOWN = Obstacle("outcome-unknown", final=True)
SERVER_AWAY = Obstacle("server-away", final=False, of_server=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try."""

    status: Status
    reason: str | None
    announcements: tuple[tuple[Delivery, NotificationSent | NotificationFailed], ...] = ()


def find_obstacle(claimed: Claimed, *, tries: int) -> Obstacle | None:
    """What makes it useless to go to the mail server. A last try that never said how it ended is not repeated."""
    if claimed.erased:
        return ERASED
    if claimed.contact is None or not claimed.contact.email:
        return NO_ADDRESS
    if claimed.tries > tries:
        return UNKNOWN
    return None


def hear_refusal(code: int, said: str, claimed: Claimed, *, of_this_mail: bool) -> Obstacle:
    """What a server's no means: 5xx for this reader or this mail is for ever, 4xx passes (RFC 5321, 4.2.1). A 5xx that
    is about us (our sign-in, our sender address) is no fault of the mail, which waits until the operator mends it."""
    reason = f"{code} {_without_addresses(said, claimed)}".strip()
    return Obstacle(reason, final=of_this_mail and 500 <= code < 600, of_server=not of_this_mail)


def settle(claimed: Claimed, obstacle: Obstacle | None, *, tries: int) -> Outcome:
    """A letter has arrived, waits for its next try, or has failed for good; the first and the last are announced of
    each mail that it carries."""
    if obstacle is None:
        return Outcome(Status.SENT, None, tuple((each, _announce_sent(each)) for each in claimed.deliveries))
    if not obstacle.final and claimed.tries < tries:
        return Outcome(Status.WAITING, obstacle.reason)
    failed = tuple((each, _announce_failed(each, obstacle.reason)) for each in claimed.deliveries)
    return Outcome(Status.FAILED, obstacle.reason, failed)


def announce_new(deliveries: Iterable[Delivery]) -> list[tuple[Delivery, NotificationSent]]:
    """What is in an inbox has arrived with that; a mail has not yet."""
    return [(delivery, _announce_sent(delivery)) for delivery in deliveries if delivery.channel == INBOX]


def _announce_sent(delivery: Delivery) -> NotificationSent:
    return NotificationSent(
        city=delivery.city,
        notification_id=delivery.id,
        about=delivery.event_id,
        subject=delivery.subject,
        channel=delivery.channel,
        template=delivery.template,
    )


def _announce_failed(delivery: Delivery, reason: str) -> NotificationFailed:
    return NotificationFailed(
        city=delivery.city,
        notification_id=delivery.id,
        about=delivery.event_id,
        subject=delivery.subject,
        channel=delivery.channel,
        template=delivery.template,
        reason=reason,
    )


def _without_addresses(said: str, claimed: Claimed) -> str:
    """A server's own words, without what looks like an address and without the reader's mailbox and name."""
    text = re.sub(r"\S*@\S*", "…", one_line(said))
    contact = claimed.contact
    if contact is not None:
        personal = [(contact.email or "").partition("@")[0], contact.name, *contact.name.split()]
        for word in sorted(filter(None, personal), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text[:200]
