"""Somebody is invited by mail to hold a function, and holds it when they have signed in by the link."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.registration.domain import identity
from services.registration.domain.acts import Act, Done
from services.registration.domain.assignments import Appointment, assign_function
from services.registration.domain.contacts import Contact, change_contact
from services.registration.domain.texts import refused
from shared.events.registration import CityConfigured, ContactChanged, ContactErased, FunctionAssigned, PersonInvited
from shared.people.functions import ADMIN
from shared.texts import LANGUAGES

LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A function that waits for somebody of whom only an address is known. `name` and `email` are None once it is
    settled: accepted, withdrawn, or expired."""

    id: UUID
    city: str
    name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    language: str
    function: str
    scope: str | None
    title: str | None
    since: datetime | None
    until: datetime | None
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    settled_at: datetime | None = None
    accepted_by: str | None = None

    @property
    def subject(self) -> str:
        """By what the invited person goes while they have no account; no account is called like this."""
        return f"undangan:{self.id}"


def invite(
    written: Appointment,
    *,
    invitation_id: UUID,
    city: CityConfigured | None,
    business_city: str | None,
    name: str,
    email: str,
    language: str,
    by: str,
    at: datetime,
) -> Invitation:
    """A person is invited; all that could be refused of the function is refused now."""
    if not name.strip():
        raise refused("contact-name-missing")
    if language not in LANGUAGES:
        raise refused("language-unknown")
    held = assign_function(
        replace(written, subject=f"undangan:{invitation_id}"),
        assignment_id=invitation_id,
        city=city,
        business_city=business_city,
        by=by,
        at=at,
    )
    return Invitation(
        id=invitation_id,
        city=held.city,
        name=name.strip(),
        email=identity.read_email(email),
        language=language,
        function=held.function,
        scope=held.scope,
        title=held.title,
        since=written.since,
        until=held.until,
        invited_by=by,
        invited_at=at,
        expires_at=at + LASTS,
    )


def announce_invitation(invitation: Invitation, link: str) -> PersonInvited:
    """What is told to whoever writes the mail."""
    return PersonInvited(
        city=invitation.city,
        subject=invitation.subject,
        name=invitation.name or "",
        email=invitation.email or "",
        language=invitation.language,
        function=invitation.function,
        title=invitation.title,
        link=link,
        expires_at=invitation.expires_at,
    )


def refusal_of(invitation: Invitation, inviter_holds: Sequence[FunctionAssigned], *, at: datetime) -> str | None:
    """Why it is good no longer: it is good once, for a while, and as long as whoever invited may."""
    if invitation.settled_at is not None:
        return "invitation-settled"
    if invitation.expires_at <= at:
        return "invitation-expired"
    if not any(h.function == ADMIN and h.city == invitation.city and h.since <= at for h in inviter_holds):
        return "invitation-without-inviter"
    return None


def accept(
    invitation: Invitation, inviter_holds: Sequence[FunctionAssigned], *, subject: str, at: datetime
) -> tuple[Invitation, Appointment]:
    """The person behind this account takes it; the function begins now at the earliest."""
    if refusal := refusal_of(invitation, inviter_holds, at=at):
        raise refused(refusal)
    since = invitation.since if invitation.since and invitation.since > at else None
    appointment = Appointment(
        subject=subject,
        function=invitation.function,
        scope=invitation.scope,
        title=invitation.title,
        since=since,
        until=invitation.until,
    )
    return _settled(invitation, at, subject), appointment


def reach_invited(
    invitation: Invitation, contacts: list[Contact], *, subject: str, city: CityConfigured, at: datetime
) -> tuple[Contact, ContactChanged] | tuple[None, None]:
    """They are reached at the address to which the mail went, unless it is known how they are reached."""
    if contacts:
        return None, None
    written = Contact(
        city=city.city,
        subject=subject,
        name=invitation.name or "",
        email=invitation.email,
        language=invitation.language,
        changed_at=at,
    )
    return change_contact(written, city=city)


def withdraw_invitation(invitation: Invitation, *, at: datetime) -> tuple[Invitation, ContactErased]:
    """It is good no longer, and the address is forgotten."""
    if invitation.settled_at is not None:
        raise refused("invitation-settled")
    return _settled(invitation, at, None), forget_invited(invitation)


def forget_invited(invitation: Invitation) -> ContactErased:
    """The address to which it went is of no further use."""
    return ContactErased(city=invitation.city, subject=invitation.subject)


def note_invitation(invitation: Invitation, *, what: Done, by: str, id: UUID, at: datetime) -> Act:
    """What became of it."""
    return Act(
        id=id,
        city=invitation.city,
        at=at,
        by_subject=by,
        what=what,
        about=invitation.accepted_by or invitation.subject,
        function=invitation.function,
        scope=invitation.scope,
        title=invitation.title,
    )


def _settled(invitation: Invitation, at: datetime, by: str | None) -> Invitation:
    return replace(invitation, name=None, email=None, settled_at=at, accepted_by=by)
