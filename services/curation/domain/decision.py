"""The decision about a revision: made when every department's review is in, from those, the gates and the rubric."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.curation.domain import rubric as rubrics
from services.curation.domain.business import Business
from services.curation.domain.case import Case, Department, Status
from services.curation.domain.condition import Condition, end_of, next_lapse
from services.curation.domain.gates import Gate, failed, judge_gates
from services.curation.domain.review import Recommendation, Review, in_force
from services.curation.domain.rubric import Criterion, Rubric
from services.curation.domain.texts import conflict, say
from shared.events.curation import CaseReviewed, Correction, ProductCurated, Reason
from shared.events.registration import ProductSubmitted

NEEDED = frozenset(Department)
"""Whose reviews have to be in before anything is decided."""


class Outcome(StrEnum):
    """What a case is decided as, the mildest first."""

    PASSED = "lolos"
    CONDITIONAL = "lolos-bersyarat"
    MEND = "perlu-pembinaan"
    FAILED = "tidak-lolos"


SEVERITY = list(Outcome)
OF_RECOMMENDATION = {
    Recommendation.PASS: Outcome.PASSED,
    Recommendation.PASS_WITH_CONDITIONS: Outcome.CONDITIONAL,
    Recommendation.MEND: Outcome.MEND,
    Recommendation.REJECT: Outcome.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one revision, upon what. `outcome` becomes lolos when all conditions are met."""

    product_id: UUID
    city: str
    revision: int
    outcome: Outcome
    score: int | None
    rubric_version: int
    gates: tuple[Gate, ...]
    corrections: tuple[Correction, ...]
    reasons: tuple[Reason, ...]
    submission: ProductSubmitted
    decided_at: datetime

    @property
    def reason(self) -> str | None:
        """All of them, a line each."""
        return "\n".join(reason.text for reason in self.reasons) or None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that follows from the last review: what is to be kept and what is told."""

    case: Case
    decision: Decision
    conditions: tuple[Condition, ...]
    announcement: ProductCurated


def judge(gates: Sequence[Gate], reviews: Sequence[Review], rubric: Rubric) -> Outcome:
    """The severest of all that speaks.

    Each department has a veto: the outcome is never milder than either recommendation. A gate that fails, a score
    below the pass mark or a criterion below its minimum make it perlu-pembinaan at least, and a category that is not
    eligible tidak-lolos; but only now that people have looked, for it is they who decide.
    """
    recommended = [OF_RECOMMENDATION[review.assessment.recommendation] for review in reviews]
    return max(*recommended, _by_gates(gates), _by_points(reviews, rubric), key=SEVERITY.index)


def decide(
    case: Case,
    business: Business | None,
    reviews: Sequence[Review],
    rubric: Rubric,
    *,
    ids: Callable[[], UUID],
    at: datetime,
) -> Verdict | None:
    """The decision about the revision under judgement, if every needed review is in; `at` is in the city's time zone.

    None as well while a review that it would pass by asks for something by a day that has passed: see `await_reviews`.
    Raises Conflict while the business has not been heard of.
    """
    heard = in_force(case.revision, reviews)
    if heard.keys() != NEEDED or case.submission is None:
        return None
    gates = judge_gates(case.submission, business, on=at.date())
    if any(gate.passed is None for gate in gates):
        raise conflict("business-awaited")
    last = [heard[department] for department in Department]
    decision = _decision(case, case.submission, last, gates, rubric, at)
    conditional = decision.outcome is Outcome.CONDITIONAL
    if conditional and any(review.is_overdue(on=at.date()) for review in last):
        return None
    conditions = _conditions(decision, last, ids) if conditional else ()
    lapses_at = next_lapse(conditions)
    decided = replace(case, status=Status.DECIDED, standing=case.revision, lapses_at=lapses_at, awaits=None)
    return Verdict(decided, decision, conditions, announce(decision, conditions))


def await_reviews(case: Case, reviews: Sequence[Review], *, on: date) -> tuple[Case, CaseReviewed]:
    """A case that is undecided after the last of these reviews waits for each department that has given none, or whose
    review asks for something by a day that has passed: that one has to give another. It is one at most, for a review
    that is given today is not overdue."""
    heard = in_force(case.revision, reviews)
    missing = [each for each in Department if each not in heard or heard[each].is_overdue(on=on)]
    about: dict[str, Any] = {name: getattr(case, name) for name in ("city", "product_id", "business_id", "revision")}
    told = CaseReviewed(**about, department=reviews[-1].department, missing=tuple(missing))
    return replace(case, awaits=next((each for each in missing if each in heard), None)), told


def announce(decision: Decision, conditions: Sequence[Condition], *, met: Condition | None = None) -> ProductCurated:
    """What others hear of a decision as it stands now, with the conditions that are still open, and the one that was
    met just now."""
    return ProductCurated(
        city=decision.city,
        product_id=decision.product_id,
        business_id=decision.submission.business_id,
        revision=decision.revision,
        outcome=decision.outcome,
        score=decision.score,
        rubric_version=decision.rubric_version,
        conditions=tuple(condition.announced for condition in conditions if condition.is_open),
        met=met.announced if met else None,
        corrections=decision.corrections,
        reason=decision.reason,
        reasons=decision.reasons,
        product=decision.submission.facts,
    )


def _by_gates(gates: Sequence[Gate]) -> Outcome:
    shut = failed(gates)
    if any(gate.is_final for gate in shut):
        return Outcome.FAILED
    return Outcome.MEND if shut else Outcome.PASSED


def _by_points(reviews: Sequence[Review], rubric: Rubric) -> Outcome:
    sheets = _sheets(reviews)
    enough = rubrics.score(rubric, sheets) >= rubric.pass_mark and not rubrics.below_minimum(rubric, sheets)
    return Outcome.PASSED if enough else Outcome.MEND


def _sheets(reviews: Sequence[Review]) -> list[Mapping[str, int]]:
    return [review.assessment.scores for review in reviews]


def _decision(
    case: Case,
    submission: ProductSubmitted,
    reviews: Sequence[Review],
    gates: tuple[Gate, ...],
    rubric: Rubric,
    at: datetime,
) -> Decision:
    outcome = judge(gates, reviews, rubric)
    return Decision(
        product_id=case.product_id,
        city=case.city,
        revision=case.revision,
        outcome=outcome,
        score=None if failed(gates) else rubrics.score(rubric, _sheets(reviews)),
        rubric_version=rubric.version,
        gates=gates,
        corrections=tuple(_corrections(gates, reviews, rubric)) if outcome is Outcome.MEND else (),
        reasons=tuple(_reasons(gates, reviews)) if outcome is Outcome.FAILED else (),
        submission=submission,
        decided_at=at,
    )


def _corrections(gates: Sequence[Gate], reviews: Sequence[Review], rubric: Rubric) -> list[Correction]:
    """All that has to be mended: what the law asks, what departments wrote, and what the points say.

    What one department would have let follow later is a correction now, for the product comes back anyway.
    """
    written = [
        correction
        for review in reviews
        for correction in (
            *review.assessment.corrections,
            *(Correction(text=demand.text, department=review.department) for demand in review.assessment.conditions),
        )
    ]
    return [*(gate.correction for gate in failed(gates)), *written, *_corrections_by_points(reviews, rubric)]


def _corrections_by_points(reviews: Sequence[Review], rubric: Rubric) -> list[Correction]:
    sheets = _sheets(reviews)
    lacking = rubrics.below_minimum(rubric, sheets)
    missed = rubrics.score(rubric, sheets) < rubric.pass_mark
    weak = [criterion for criterion in rubrics.weak(rubric, sheets) if criterion not in lacking] if missed else []
    return [
        *(_correction("criterion-below-minimum", criterion, reviews, rubric) for criterion in lacking),
        *(_correction("criterion-weak", criterion, reviews, rubric) for criterion in weak),
    ]


def _correction(code: str, criterion: Criterion, reviews: Sequence[Review], rubric: Rubric) -> Correction:
    """The department that was least content helps."""
    lowest = min(reviews, key=lambda review: review.assessment.scores[criterion.code])
    values = {
        "name": criterion.name,
        "points": str(lowest.assessment.scores[criterion.code]),
        "minimum": str(criterion.minimum),
        "pass_mark": str(rubric.pass_mark),
    }
    return Correction(text=say(code, **values), code=code, values=values, department=lowest.department)


def _reasons(gates: Sequence[Gate], reviews: Sequence[Review]) -> list[Reason]:
    by_law = [Reason(text=say(gate.code), code=gate.code) for gate in failed(gates) if gate.is_final]
    by_people = [Reason(text=review.assessment.reason or "") for review in reviews if _rejects(review)]
    return [*by_law, *by_people]


def _rejects(review: Review) -> bool:
    return review.assessment.recommendation is Recommendation.REJECT


def _conditions(decision: Decision, reviews: Sequence[Review], ids: Callable[[], UUID]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            id=ids(),
            product_id=decision.product_id,
            city=decision.city,
            revision=decision.revision,
            department=review.department,
            text=demand.text,
            due=demand.due,
            lapses_at=end_of(demand.due, decision.decided_at.tzinfo),
        )
        for review in reviews
        for demand in review.assessment.conditions
    )
