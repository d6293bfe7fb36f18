"""How conditions end: an officer sees that one is met, or its day goes by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.curation.domain.case import Case, Department, Status
from services.curation.domain.condition import Condition, next_lapse
from services.curation.domain.decision import Decision, Outcome, announce
from services.curation.domain.texts import conflict, refused
from shared.errors import NotFound
from shared.events.curation import ConditionLapsed, ProductCurated


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What follows when a condition is met."""

    case: Case
    decision: Decision
    condition: Condition
    announcement: ProductCurated


def fulfil(
    case: Case,
    decisions: Sequence[Decision],
    conditions: Sequence[Condition],
    condition_id: UUID,
    *,
    note: str,
    by: str,
    departments: Collection[Department],
    at: datetime,
) -> Fulfilment:
    """An officer has seen that a condition is met; the business reads what it still owes. With the last one of its
    decision the revision has passed: lolos.

    Each department has a veto, so it is for the one that asked to say so: `departments` are the officer's. Raises
    NotFound for a condition that the case does not have, and Conflict when it can be met no longer.
    """
    found = next((condition for condition in conditions if condition.id == condition_id), None)
    if found is None:
        raise NotFound(f"condition {condition_id}")
    if found.department not in departments:
        raise refused("condition-of-other-department")
    _require_open(found, case, at)
    if not note:
        raise refused("note-missing")
    met = replace(found, met_at=at, met_by=by, note=note)
    decision = next(decision for decision in decisions if decision.revision == found.revision)
    left = [each for each in conditions if each.revision == found.revision and each.is_open and each is not found]
    case = replace(case, lapses_at=next_lapse(left))
    if not left:
        decision = replace(decision, outcome=Outcome.PASSED)
    return Fulfilment(case, decision, met, announce(decision, left, met=met))


def _require_open(condition: Condition, case: Case, at: datetime) -> None:
    if condition.met_at is not None:
        raise conflict("condition-met-already")
    if condition.lapsed_at is not None or condition.lapses_at <= at:
        raise conflict("condition-lapsed")
    if case.standing != condition.revision:
        raise conflict("decision-stands-no-longer")


def lapse(
    cases: Mapping[UUID, Case], conditions: Sequence[Condition], *, at: datetime
) -> tuple[list[Case], list[Condition], list[ConditionLapsed]]:
    """What was not met by the end of its day lapses, and with it the standing decision: the revision passes no longer.

    If a later revision is under judgement already, that goes on.
    """
    due = [
        condition
        for condition in conditions
        if condition.is_open
        and condition.lapses_at <= at
        and condition.revision == cases[condition.product_id].standing
    ]
    ended = {condition.product_id: _ended(cases[condition.product_id]) for condition in due}
    lapsed = [replace(condition, lapsed_at=at) for condition in due]
    return list(ended.values()), lapsed, [_announce(condition, cases[condition.product_id]) for condition in lapsed]


def _ended(case: Case) -> Case:
    judged = case.status is Status.DECIDED
    return replace(case, status=Status.LAPSED if judged else case.status, standing=None, lapses_at=None)


def _announce(condition: Condition, case: Case) -> ConditionLapsed:
    assert case.business_id  # whatever was decided about was submitted by a business
    return ConditionLapsed(
        city=condition.city,
        product_id=condition.product_id,
        business_id=case.business_id,
        revision=condition.revision,
        condition=condition.announced,
    )
