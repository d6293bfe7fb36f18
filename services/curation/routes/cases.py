"""Cases: who reads them, and how they are judged."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.curation import domain, store
from services.curation.domain import Case, Condition, Decision, Gate, Review, Status
from services.curation.forms import FulfilmentForm, ReviewForm
from services.curation.routes.rights import (
    AnyCurator,
    AnyOfficer,
    AnyReader,
    Language,
    reads_as_officer,
    require_curator,
    router,
    rubric_of,
)
from shared.events import reasons
from shared.events.curation import Correction
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.days import local_day, local_time
from shared.people.functions import OFFICERS
from shared.web import OfCity, Paged, Tx, Who


@router.get("/cases", dependencies=AnyOfficer)
async def list_cases(
    tx: Tx, who: Who, page: Paged, city: OfCity = None, status: Status | None = None
) -> list[dict[str, Any]]:
    """The cases of the cities in which I am an officer."""
    cities = who.cities_with(*OFFICERS, city=city)
    lines = await store.list_lines(tx.connection, cities, status=status, after=page.after, limit=page.limit)
    return [asdict(line) for line in lines]


@router.get("/cases/{product_id}", dependencies=AnyReader)
async def show_case(product_id: UUID, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """A case with all that speaks for and against the product, and what was decided about earlier revisions.

    Its business and the city's assistants read what was decided and why, but not who said so, and no review before
    there is a decision.
    """
    case = await store.get_case(tx.connection, product_id)
    officer = reads_as_officer(who, case)
    line = await store.get_line(tx.connection, product_id)
    reviews = await store.list_reviews(tx.connection, product_id)
    conditions = await store.list_conditions(tx.connection, [product_id])
    told = {
        decision.revision: _shown_decision(decision, conditions, case, language, officer)
        | {"reviews": _shown_reviews(reviews, decision.revision, language, officer)}
        for decision in await store.list_decisions(tx.connection, product_id)
    }
    waiting = _undecided() | {
        "gates": _shown_gates(await _gates(tx, case), language),
        "reviews": _shown_reviews(reviews, case.revision, language, officer) if officer else [],
    }
    past = [shown for revision, shown in told.items() if revision != case.revision or case.standing != revision]
    earlier = [shown for revision, shown in told.items() if revision < case.revision]
    return {
        **told.get(case.revision, waiting),
        **asdict(line),
        "submission": case.submission and case.submission.body(),
        "rubric": asdict(await rubric_of(tx, case.city, case.rubric_version)),
        "earlier_corrections": earlier[-1]["corrections"] if earlier else [],
        "history": past,
    }


@router.post("/cases/{product_id}/reviews", status_code=201, dependencies=AnyCurator)
async def review_case(product_id: UUID, form: ReviewForm, tx: Tx, who: Who) -> dict[str, Any]:
    """A department's word on a revision; with the last one that is needed the case is decided. `awaits` names the
    other department if it has to give its review again: a day by which that asks for something has passed."""
    case = await store.lock_case(tx.connection, product_id)
    tx.catch_up()  # the other department may review at the same moment
    held = require_curator(who, case)
    city = domain.require_city(await assignments.find_city(tx.connection, case.city))
    business = await store.find_business(tx.connection, case.business_id)
    rubric = await rubric_of(tx, case.city, case.rubric_version)
    reviews = await store.list_reviews(tx.connection, product_id)
    department = domain.choose_department(held, form.department)
    at = local_time(tx.now, city)
    review = domain.review(
        case,
        business,
        reviews,
        rubric,
        form.assessment(department),
        domain.reviewer(city, department, subject=who.subject, title=held[department].signs_as(city)),
        revision=form.revision,
        replaces=form.replaces,
        at=at,
    )
    verdict = domain.decide(case, business, [*reviews, review], rubric, ids=tx.ids, at=at)
    await store.insert_review(tx.connection, review)
    if verdict is None:
        waiting, told = domain.await_reviews(case, [*reviews, review], on=at.date())
        await store.save_cases(tx.connection, [waiting])
        await tx.publish(told)
        return {"number": review.number, "status": case.status, "outcome": None, "awaits": waiting.awaits}
    await store.save_cases(tx.connection, [verdict.case])
    await store.insert_decision(tx.connection, verdict.decision)
    await store.save_conditions(tx.connection, verdict.conditions)
    await tx.publish(verdict.announcement)
    return {"number": review.number, "status": verdict.case.status, "outcome": verdict.decision.outcome, "awaits": None}


@router.post("/cases/{product_id}/conditions/{condition_id}/fulfilment", status_code=201, dependencies=AnyCurator)
async def fulfil_condition(
    product_id: UUID, condition_id: UUID, form: FulfilmentForm, tx: Tx, who: Who
) -> dict[str, Any]:
    """A curator of the department that asked for it has seen that a condition is met."""
    case = await store.lock_case(tx.connection, product_id)
    held = require_curator(who, case)
    decisions = await store.list_decisions(tx.connection, product_id)
    conditions = await store.list_conditions(tx.connection, [product_id])
    met = domain.fulfil(
        case, decisions, conditions, condition_id, note=form.note, by=who.subject, departments=held, at=tx.now
    )
    await store.save_cases(tx.connection, [met.case])
    await store.save_decision(tx.connection, met.decision)
    await store.save_conditions(tx.connection, [met.condition])
    await tx.publish(met.announcement)
    return {"condition_id": condition_id, "status": met.case.status, "outcome": met.decision.outcome}


async def _gates(tx: Transaction, case: Case) -> Sequence[Gate]:
    """The gates of an undecided case, as the law stands today in its city; none while the city is not known, nor after
    the owner's consent has ended."""
    city = await assignments.find_city(tx.connection, case.city)
    if city is None or case.submission is None:
        return ()
    business = await store.find_business(tx.connection, case.business_id)
    if business and business.forgotten_at:
        return ()
    return domain.judge_gates(case.submission, business, on=local_day(tx.now, city))


def _undecided() -> dict[str, Any]:
    return {"score": None, "conditions": [], "corrections": [], "reason": None, "decided_at": None}


def _shown_decision(
    decision: Decision, conditions: Sequence[Condition], case: Case, language: str, officer: bool
) -> dict[str, Any]:
    return {
        "revision": decision.revision,
        "outcome": decision.outcome,
        "score": decision.score,
        "gates": _shown_gates(decision.gates, language),
        "conditions": [
            _shown_condition(condition, case, officer)
            for condition in conditions
            if condition.revision == decision.revision
        ],
        "corrections": [_shown_correction(correction, language) for correction in decision.corrections],
        "reason": "\n".join(reasons.tell(r.text, language, r.code) for r in decision.reasons) or None,
        "decided_at": decision.decided_at,
        "submission": decision.submission.body(),
    }


def _shown_correction(correction: Correction, language: str) -> dict[str, Any]:
    """In the reader's language, unless somebody wrote it."""
    return {
        "text": reasons.tell(correction.text, language, correction.code, correction.values),
        "code": correction.code,
        "field": correction.field,
        "department": correction.department,
    }


def _shown_gates(gates: Sequence[Gate], language: str) -> list[dict[str, Any]]:
    return [{"gate": g.name, "passed": g.passed, "message": domain.say(g.code, language)} for g in gates]


def _shown_condition(condition: Condition, case: Case, officer: bool) -> dict[str, Any]:
    return {
        "condition_id": condition.id,
        "text": condition.text,
        "due": condition.due,
        "department": condition.department,
        "state": condition.state(case.standing),
        "met_at": condition.met_at,
        "lapsed_at": condition.lapsed_at,
        "note": condition.note,
    } | ({"met_by": condition.met_by} if officer else {})


def _shown_reviews(reviews: Sequence[Review], revision: int, language: str, officer: bool) -> list[dict[str, Any]]:
    """What was said about a revision, with what was replaced; who said it is for officers."""
    last = domain.in_force(revision, reviews)
    return [
        {
            "department": review.department,
            "number": review.number,
            "in_force": review is last[review.department],
            **asdict(review.assessment),
            "corrections": [_shown_correction(each, language) for each in review.assessment.corrections],
            "reviewed_at": review.reviewed_at,
        }
        | ({"reviewer": review.subject, "title": review.title} if officer else {})
        for review in reviews
        if review.revision == revision
    ]
