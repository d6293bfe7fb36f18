"""What a department says about a revision: points by the rubric, and what should become of the product."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.curation.domain.business import Business
from services.curation.domain.case import Case, Department, Status
from services.curation.domain.rubric import Rubric, require_scores
from services.curation.domain.texts import conflict, refused
from shared.events.curation import Correction
from shared.events.registration import CityConfigured
from shared.people.functions import office_name

LONGEST_CONDITION_DAYS = 365
"""A condition that could be met later than in a year is none."""


class Recommendation(StrEnum):
    """What a department thinks should become of the product."""

    PASS = "pass"
    PASS_WITH_CONDITIONS = "pass-with-conditions"
    MEND = "mend"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a department asks for by a day, both of which become a condition if the product passes."""

    text: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What an officer found. Conditions come with pass-with-conditions, corrections with mend, a reason with reject."""

    scores: Mapping[str, int]
    recommendation: Recommendation
    conditions: tuple[Demand, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """The officer who speaks for a department."""

    subject: str
    title: str
    department: Department
    office: str
    """What the city calls the department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A department's word on a revision; `number` counts its reviews of that revision, and the last one is in force."""

    product_id: UUID
    city: str
    revision: int
    department: Department
    number: int
    assessment: Assessment
    subject: str
    title: str
    reviewed_at: datetime

    def is_overdue(self, *, on: date) -> bool:
        """Whether it asks for something by a day that has passed."""
        return any(demand.due < on for demand in self.assessment.conditions)


def require_city(city: CityConfigured | None) -> CityConfigured:
    """The city whose clock and offices decisions go by; it may be heard of later than its products."""
    if city is None:
        raise conflict("city-awaited")
    return city


def reviewer(city: CityConfigured, department: Department, *, subject: str, title: str) -> Reviewer:
    """An officer who speaks for a department, which is called what the city calls it."""
    return Reviewer(subject=subject, title=title, department=department, office=office_name(city, department))


def require_not_own(owns: bool) -> None:
    """Nobody judges what is their own."""
    if owns:
        raise refused("own-product")


def choose_department(held: Collection[Department], named: str | None) -> Department:
    """For which department an officer speaks: the one whose curator they are; who is both, says which."""
    if named is None and len(held) == 1:
        return next(iter(held))
    if named is None:
        raise refused("department-missing")
    chosen = next((department for department in held if department == named), None)
    if chosen is None:
        raise refused("department-not-held")
    return chosen


def review(
    case: Case,
    business: Business | None,
    reviews: Sequence[Review],
    rubric: Rubric,
    assessment: Assessment,
    by: Reviewer,
    *,
    revision: int,
    replaces: int | None,
    at: datetime,
) -> Review:
    """A department gives its review of the revision under judgement, or revises it while nothing is decided.

    `replaces` is the number of the review that this one takes the place of, None for the department's first: so of two
    officers who act at once, the second meets Conflict. `at` is in the city's time zone.
    """
    _require_under_judgement(case, business, revision)
    number = _next_number(in_force(case.revision, reviews).get(by.department), by, replaces)
    if case.status is not Status.OPEN:
        last = max(in_force(revision, reviews).values(), key=lambda each: each.reviewed_at)
        raise conflict("case-decided", revision=revision, title=last.title)
    require_scores(rubric, assessment.scores)
    _require_complete(assessment, on=at.date())
    return Review(
        product_id=case.product_id,
        city=case.city,
        revision=revision,
        department=by.department,
        number=number,
        assessment=assessment,
        subject=by.subject,
        title=by.title,
        reviewed_at=at,
    )


def in_force(revision: int, reviews: Sequence[Review]) -> dict[Department, Review]:
    """The last word of each department on a revision."""
    of_revision = [review for review in reviews if review.revision == revision]
    return {review.department: review for review in sorted(of_revision, key=lambda review: review.number)}


def _require_under_judgement(case: Case, business: Business | None, revision: int) -> None:
    if case.status is Status.WITHDRAWN:
        raise conflict("case-withdrawn")
    if business and business.forgotten_at:
        raise conflict("consent-withdrawn")
    if case.revision != revision:
        raise conflict("revision-differs", revision=case.revision)


def _next_number(last: Review | None, by: Reviewer, replaces: int | None) -> int:
    number = last.number if last else 0
    if number != (replaces or 0):
        if last is None:
            raise refused("review-replaces-none", office=by.office)
        if last.subject == by.subject:
            raise conflict("review-sent-already", office=by.office, number=number)
        raise conflict("department-was-faster", office=by.office, number=number)
    return number + 1


def _require_complete(assessment: Assessment, *, on: date) -> None:
    """Each recommendation comes with what it stands on, and with nothing that would be lost."""
    recommendation = assessment.recommendation
    if bool(assessment.conditions) != (recommendation is Recommendation.PASS_WITH_CONDITIONS):
        raise refused("conditions-not-expected" if assessment.conditions else "conditions-missing")
    if bool(assessment.corrections) != (recommendation is Recommendation.MEND):
        raise refused("corrections-not-expected" if assessment.corrections else "corrections-missing")
    if recommendation is Recommendation.REJECT and not assessment.reason:
        raise refused("reason-missing")
    texts = [said.text for said in assessment.conditions] + [said.text for said in assessment.corrections]
    if not all(texts):
        raise refused("text-missing")
    if any(demand.due < on for demand in assessment.conditions):
        raise refused("due-in-the-past")
    if any((demand.due - on).days > LONGEST_CONDITION_DAYS for demand in assessment.conditions):
        raise refused("due-too-far", days=LONGEST_CONDITION_DAYS)
