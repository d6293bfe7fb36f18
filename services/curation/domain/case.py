"""The case of a product: a submission opens it, a resubmission reopens it, a withdrawal closes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.curation.domain.rubric import SUGGESTED
from shared.events.curation import CaseOpened
from shared.events.registration import ProductSubmitted, ProductWithdrawn

REVIEW_DAYS = 14
"""In how many days a submission should be decided about. Nothing follows when they are over but that all can see it."""


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DECIDED = "decided"
    LAPSED = "lapsed"
    """It had passed with conditions, one of which was not met by its day: it passes no longer."""
    WITHDRAWN = "withdrawn"


class Department(StrEnum):
    """A department whose review every decision needs."""

    DISKOP = "diskop"
    DISPERINDAG = "disperindag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One product before the departments. `revision` is the submission that is to be judged; 0 says that
    a withdrawal was heard before any submission."""

    product_id: UUID
    city: str
    status: Status
    revision: int
    business_id: UUID | None = None
    submission: ProductSubmitted | None = None
    rubric_version: int = SUGGESTED.version
    standing: int | None = None
    """The revision whose decision holds: decided, and neither withdrawn, lapsed nor replaced by a later one. It may
    be an earlier one than is judged, for it holds until there is another."""
    lapses_at: datetime | None = None
    """When the next open condition of the standing decision lapses."""
    awaits: Department | None = None
    """Whose review is needed again, since it asks for something by a day that passed before the decision."""
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as a list shows it. `outcome` is there only while the decision about this revision stands; `due` is the
    day by which an open case should be decided, or by which the next condition of a decided one has to be met."""

    product_id: UUID
    city: str
    business_id: UUID | None
    business_name: str | None
    name: str | None
    category: str | None
    revision: int
    status: Status
    outcome: str | None
    opened_at: datetime
    reviewed_by: tuple[Department, ...]
    awaits: Department | None
    due: date | None

    @property
    def awaited(self) -> tuple[Department, ...]:
        """Whose review an open case needs."""
        open_for = Department if self.status is Status.OPEN else ()
        return tuple(department for department in open_for if department not in self.reviewed_by)


def due_day(status: Status, opened_on: date | None, owed_by: date | None) -> date | None:
    """By which day an open case should be decided, or the next open condition of another has to be met; days in the
    city, None while that is not known."""
    if status is not Status.OPEN:
        return owed_by
    return opened_on + timedelta(days=REVIEW_DAYS) if opened_on else None


def open_cases(
    cases: Mapping[UUID, Case], submissions: Sequence[ProductSubmitted], rubrics: Mapping[str, int], *, at: datetime
) -> tuple[list[Case], list[CaseOpened]]:
    """A submission opens its product's case or reopens it for the newer revision; an older one is nothing new.

    `rubrics` gives the version that is in use in those cities that have set one.
    """
    opened: dict[UUID, Case] = {}
    announcements = []
    for submission in submissions:
        before = opened.get(submission.product_id) or cases.get(submission.product_id)
        if before and submission.revision <= before.revision:
            continue
        version = rubrics.get(submission.city, SUGGESTED.version)
        opened[submission.product_id] = _opened(before, submission, version, at)
        announcements.append(
            CaseOpened(
                city=submission.city,
                product_id=submission.product_id,
                business_id=submission.business_id,
                revision=submission.revision,
            )
        )
    return list(opened.values()), announcements


def _opened(before: Case | None, submission: ProductSubmitted, version: int, at: datetime) -> Case:
    """A case that is running keeps its rubric; what was decided before stands until there is a new decision."""
    case = Case(
        product_id=submission.product_id,
        city=submission.city,
        status=Status.OPEN,
        revision=submission.revision,
        business_id=submission.business_id,
        submission=submission,
        rubric_version=version,
        opened_at=at,
    )
    if before is None:
        return case
    running = before.status is Status.OPEN
    return replace(
        case,
        rubric_version=before.rubric_version if running else version,
        standing=before.standing,
        lapses_at=before.lapses_at,
    )


def withdraw_cases(cases: Mapping[UUID, Case], withdrawals: Sequence[ProductWithdrawn], *, at: datetime) -> list[Case]:
    """A withdrawal closes the case, unless a later submission stands; heard first, it is remembered."""
    return [
        replace(
            before, status=Status.WITHDRAWN, revision=withdrawal.revision, standing=None, lapses_at=None, awaits=None
        )
        if (before := cases.get(withdrawal.product_id))
        else Case(
            product_id=withdrawal.product_id,
            city=withdrawal.city,
            status=Status.WITHDRAWN,
            revision=withdrawal.revision,
            opened_at=at,
        )
        for withdrawal in {w.product_id: w for w in withdrawals}.values()
        if withdrawal.product_id not in cases or cases[withdrawal.product_id].revision <= withdrawal.revision
    ]
