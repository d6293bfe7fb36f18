"""A mail as the server gets it."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from services.notifications.domain.deliveries import Claimed, Delivery
from services.notifications.domain.gathering import write_many
from services.notifications.domain.writing import Place, Text, add_link, one_line, write_mail

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
"""What HTML calls a valid e-mail address (https://html.spec.whatwg.org, valid-e-mail-address): ASCII, one, unquoted."""


class Unusable(Exception):
    """An address that no mail can be sent to."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail and whom it is handed over for."""

    to: str = field(repr=False)
    content: bytes = field(repr=False)


def write_letter(claimed: Claimed, *, sender: str, place: Place, public_url: str, at: datetime) -> Letter:
    """The letter, with the same Message-ID at every try. Raises Unusable where it cannot be addressed."""
    contact = claimed.contact
    if contact is None or not contact.email or not ADDRESS.fullmatch(contact.email):
        raise Unusable("not a mail address")
    language = contact.language if contact.language in claimed.texts[0] else "id"
    text = _write(claimed, language, place, public_url)
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = one_line(text.title)
    letter["From"] = _address(*parseaddr(sender))
    letter["To"] = _address(contact.name, contact.email)
    letter["Date"] = at
    letter["Message-ID"] = message_id(claimed.first, parseaddr(sender)[1].partition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday replies shall not come back
    letter.set_content(write_mail(text, language, name=contact.name, city=place.name), cte="quoted-printable")
    letter["Content-Language"] = language
    return Letter(contact.email, letter.as_bytes())


def message_id(delivery: Delivery, domain: str) -> str:
    """Stable for an event, a reader and a channel, so that mail programs show a repeated mail once; says nothing."""
    whole = "\0".join((delivery.event_id, delivery.subject, delivery.channel))
    return f"<{hashlib.sha256(whole.encode()).hexdigest()[:32]}@{domain}>"


def _write(claimed: Claimed, language: str, place: Place, public_url: str) -> Text:
    """What one mail says, or what many say together."""
    if len(claimed.deliveries) == 1:
        text = claimed.texts[0][language]
        return add_link(text, language, public_url.rstrip("/") + claimed.path) if claimed.path else text
    return write_many(
        claimed.first.template,
        language,
        [texts[language].title for texts in claimed.texts],
        count=len(claimed.deliveries),
        place=place,
        public_url=public_url,
        for_assistant=claimed.first.for_assistant,
    )


def _address(name: str, address: str) -> Address:
    username, _, domain = address.partition("@")
    return Address(one_line(name), username=username, domain=domain)
