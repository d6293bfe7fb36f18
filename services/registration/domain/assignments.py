"""Who holds which function in a city, from when to when: given by its admin, and ended once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.business import Business, require_city
from services.registration.domain.texts import refused
from shared.events.registration import CityConfigured, FunctionAssigned, FunctionEnded
from shared.people.functions import FUNCTIONS, OWNER, SCOPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A function that somebody is to hold, as an admin wrote it down.

    `title` is how the holder signs where that is not the function's own: Penjabat Wali Kota, Plt. or Plh. Kepala
    Dinas. Without `since` it begins at once; a decree may also have begun earlier or begin later.
    """

    subject: str
    function: str
    scope: str | None = None
    title: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def assign_function(
    appointment: Appointment,
    *,
    assignment_id: UUID,
    city: CityConfigured | None,
    by: str,
    at: datetime,
    business_city: str | None = None,
    held: Sequence[FunctionAssigned] = (),
) -> FunctionAssigned:
    """A person holds a function from now on, or from the time that the decree names.

    `by` gives it: an admin, who gives none to themself (DECISIONS 33), or, empty, the system's operator.
    `business_city` is where the business is that an owner's scope names (`business_of`); None if there is none.
    `held` is what the person holds already or will hold: of one function twice, one would stay when the other is ended.
    """
    city = require_city(city)
    if not appointment.subject.strip():
        raise refused("subject-missing")
    if appointment.subject.strip() == by:
        raise refused("function-for-oneself")
    scope = _scope(appointment)
    if appointment.function == OWNER and business_city != city.city:
        raise refused("scope-not-a-business-of-the-city")
    since = _beginning(appointment, at)
    assigned = FunctionAssigned(
        city=city.city,
        assignment_id=assignment_id,
        subject=appointment.subject.strip(),
        function=appointment.function,
        scope=scope,
        since=since,
        until=appointment.until,
        title=(appointment.title or "").strip() or None,
        assigned_by=by,
    )
    _require_not_held(assigned, held)
    return assigned


def business_of(appointment: Appointment) -> UUID | None:
    """The business that an owner's appointment is about; None for every other function."""
    if appointment.function != OWNER or not appointment.scope:
        return None
    try:
        return UUID(appointment.scope.strip())
    except ValueError as error:
        raise refused("scope-not-a-business-of-the-city") from error


def assign_owner(business: Business, *, assignment_id: UUID, at: datetime) -> FunctionAssigned | None:
    """Whoever owns the business may act for it; an owner who never signs in acts through their assistant."""
    if business.owner_subject is None:
        return None
    return FunctionAssigned(
        city=business.city,
        assignment_id=assignment_id,
        subject=business.owner_subject,
        function=OWNER,
        scope=str(business.id),
        since=at,
    )


def end_function(assigned: FunctionAssigned | FunctionEnded, *, by: str, at: datetime) -> FunctionEnded:
    """The person holds the function no longer, from this moment; one that has not begun yet never will.

    What was ended is not ended again, even where the other's clock was read later than `at`.
    """
    ends = max(at, assigned.since)
    if isinstance(assigned, FunctionEnded) or (assigned.until is not None and assigned.until <= ends):
        raise refused("function-already-ended")
    return FunctionEnded(
        city=assigned.city,
        assignment_id=assigned.assignment_id,
        subject=assigned.subject,
        function=assigned.function,
        scope=assigned.scope,
        since=assigned.since,
        until=ends,
        title=assigned.title,
        assigned_by=assigned.assigned_by,
        ended_by=by,
    )


def _beginning(appointment: Appointment, at: datetime) -> datetime:
    since = appointment.since or at
    if appointment.until is not None and appointment.until <= since:
        raise refused("until-not-after-since")
    return since


def _require_not_held(assigned: FunctionAssigned, held: Sequence[FunctionAssigned]) -> None:
    if any(_overlap(assigned, other) for other in held):
        raise refused("function-held-already")


def _overlap(one: FunctionAssigned, other: FunctionAssigned) -> bool:
    """Whether both give the same person the same function at some moment."""
    same = all(getattr(one, name) == getattr(other, name) for name in ("city", "subject", "function", "scope"))
    meet = (one.until is None or one.until > other.since) and (other.until is None or other.until > one.since)
    return same and meet


def _scope(appointment: Appointment) -> str | None:
    scope = (appointment.scope or "").strip() or None
    if appointment.function not in FUNCTIONS:
        raise refused("function-unknown")
    if appointment.function not in SCOPED:
        if scope is not None:
            raise refused("scope-not-for-function")
        return None
    if scope is None:
        raise refused("scope-missing")
    if appointment.function == OWNER:
        return str(business_of(appointment))
    if not re.fullmatch("[a-z0-9]+", scope):
        raise refused("retailer-code-malformed")
    return scope
