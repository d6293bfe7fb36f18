"""The rules of curation: which product stands before the departments, and in which revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.curation import CaseOpened
from shared.events.registration import ProductSubmitted, ProductWithdrawn


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Case:
    """One product before the departments. `revision` is the submission that is to be judged; 0 says that
    a withdrawal was heard before any submission."""

    product_id: UUID
    city: str
    status: Status
    revision: int
    business_id: UUID | None
    submission: ProductSubmitted | None
    opened_at: datetime


def open_cases(
    cases: Mapping[UUID, Case], submissions: Sequence[ProductSubmitted], *, at: datetime
) -> tuple[list[Case], list[CaseOpened]]:
    """A submission opens its product's case or reopens it for the newer revision; an older one is nothing new."""
    opened: dict[UUID, Case] = {}
    announcements = []
    for submission in submissions:
        before = opened.get(submission.product_id) or cases.get(submission.product_id)
        if before and submission.revision <= before.revision:
            continue
        opened[submission.product_id] = Case(
            product_id=submission.product_id,
            city=submission.city,
            status=Status.OPEN,
            revision=submission.revision,
            business_id=submission.business_id,
            submission=submission,
            opened_at=at,
        )
        announcements.append(
            CaseOpened(
                city=submission.city,
                product_id=submission.product_id,
                business_id=submission.business_id,
                revision=submission.revision,
            )
        )
    return list(opened.values()), announcements


def withdraw_cases(cases: Mapping[UUID, Case], withdrawals: Sequence[ProductWithdrawn], *, at: datetime) -> list[Case]:
    """A withdrawal closes the case, unless a later submission stands; heard first, it is remembered."""
    return [
        replace(before, status=Status.WITHDRAWN, revision=withdrawal.revision)
        if (before := cases.get(withdrawal.product_id))
        else _withdrawn_unseen(withdrawal, at)
        for withdrawal in {w.product_id: w for w in withdrawals}.values()
        if withdrawal.product_id not in cases or cases[withdrawal.product_id].revision <= withdrawal.revision
    ]


def _withdrawn_unseen(withdrawal: ProductWithdrawn, at: datetime) -> Case:
    return Case(
        product_id=withdrawal.product_id,
        city=withdrawal.city,
        status=Status.WITHDRAWN,
        revision=withdrawal.revision,
        business_id=None,
        submission=None,
        opened_at=at,
    )
