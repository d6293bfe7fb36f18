"""What admins do for their city, kept as who did what about whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.registration import FunctionAssigned, FunctionEnded


class Done(StrEnum):
    """What was done."""

    FUNCTION_GIVEN = "function-given"
    FUNCTION_ENDED = "function-ended"
    PERSON_INVITED = "person-invited"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    INVITATION_ACCEPTED = "invitation-accepted"
    CONTACT_CHANGED = "contact-changed"
    CONTACT_ERASED = "contact-erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that was done. `about` is an account, or an invitation while it has none."""

    id: UUID
    city: str
    at: datetime
    by_subject: str
    what: Done
    about: str
    function: str | None = None
    scope: str | None = None
    title: str | None = None


def note_function(change: FunctionAssigned | FunctionEnded, *, what: Done, by: str, id: UUID, at: datetime) -> Act:
    """That a function was given or ended."""
    return Act(
        id=id,
        city=change.city,
        at=at,
        by_subject=by,
        what=what,
        about=change.subject,
        function=change.function,
        scope=change.scope,
        title=change.title,
    )
