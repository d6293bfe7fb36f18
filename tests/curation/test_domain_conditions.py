"""How conditions end: met one by one, or by the clock."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.curation import domain
from services.curation.domain import Case, Condition, Demand, Department, Outcome, Status
from services.curation.domain.fulfilment import Fulfilment
from shared.errors import Conflict, NotFound, Refused
from shared.events import curation as events
from shared.events.curation import ConditionLapsed
from shared.events.registration import ProductWithdrawn
from tests.curation.samples import BUSINESS_ID, DISKOP, DISPERINDAG, NOW, PRODUCT_ID, decide, review, submission

LABEL, PACK = Demand("Ganti label", date(2026, 12, 1)), Demand("Ganti kemasan", date(2026, 12, 24))
END_OF_LABEL = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
LAST_MOMENT = END_OF_LABEL - timedelta(microseconds=1)
VERDICT = decide([review(DISKOP, "pass-with-conditions", conditions=(LABEL, PACK)), review(DISPERINDAG)])
CASE, (FIRST, SECOND) = VERDICT.case, VERDICT.conditions


def fulfil(
    id: UUID,
    *,
    case: Case = CASE,
    conditions: Sequence[Condition] = VERDICT.conditions,
    note: str = "Foto label sudah diperiksa",
    departments: Sequence[Department] = (DISKOP,),
    at: datetime = NOW,
) -> Fulfilment:
    return domain.fulfil(case, [VERDICT.decision], conditions, id, note=note, by="ani", departments=departments, at=at)


def lapse(
    at: datetime, *, case: Case = CASE, conditions: Sequence[Condition] = VERDICT.conditions
) -> tuple[list[Case], list[Condition], list[ConditionLapsed]]:
    return domain.lapse({PRODUCT_ID: case}, conditions, at=at)


def test_with_the_first_condition_that_is_met_others_hear_what_is_still_owed() -> None:
    met = fulfil(FIRST.id)
    assert (met.condition.met_at, met.condition.met_by) == (NOW, "ani")
    assert met.condition.state(standing=1) == "met"
    assert met.decision.outcome == Outcome.CONDITIONAL
    told = {"conditions": (SECOND.announced,), "met": FIRST.announced}
    assert met.announcement == VERDICT.announcement.model_copy(update=told)
    assert met.case.lapses_at == SECOND.lapses_at


def test_with_the_last_one_the_same_revision_has_passed() -> None:
    first = fulfil(FIRST.id)
    met = fulfil(SECOND.id, case=first.case, conditions=[first.condition, SECOND])
    assert met.announcement == VERDICT.announcement.model_copy(
        update={"outcome": "lolos", "conditions": (), "met": SECOND.announced}
    )
    assert (met.decision.outcome, met.case.lapses_at, met.case.standing) == (Outcome.PASSED, None, 1)


def test_a_condition_is_met_once() -> None:
    met = fulfil(FIRST.id)
    with pytest.raises(Conflict) as conflict:
        fulfil(FIRST.id, conditions=[met.condition, SECOND])
    assert conflict.value.code == "condition-met-already"


def test_a_condition_may_be_met_until_the_last_moment_of_its_day() -> None:
    assert fulfil(FIRST.id, at=LAST_MOMENT).condition.met_at == LAST_MOMENT
    with pytest.raises(Conflict) as conflict:
        fulfil(FIRST.id, at=END_OF_LABEL)
    assert conflict.value.code == "condition-lapsed"


def test_the_officer_says_how_it_was_met() -> None:
    with pytest.raises(Refused) as refusal:
        fulfil(FIRST.id, note="")
    assert refusal.value.code == "note-missing"


def test_who_asked_for_it_says_that_it_is_met() -> None:
    with pytest.raises(Refused) as refusal:
        fulfil(FIRST.id, departments=[DISPERINDAG])
    assert refusal.value.code == "condition-of-other-department"
    assert fulfil(FIRST.id, departments=[DISPERINDAG, DISKOP]).condition.met_at == NOW


def test_another_product_s_condition_is_not_found() -> None:
    with pytest.raises(NotFound):
        fulfil(UUID(int=99))


@pytest.mark.parametrize("standing", [None, 2], ids=["withdrawn", "decided anew"])
def test_what_a_decision_asked_for_is_void_when_that_stands_no_longer(standing: int | None) -> None:
    gone = replace(CASE, standing=standing)
    assert FIRST.state(standing) == "void"
    with pytest.raises(Conflict) as conflict:
        fulfil(FIRST.id, case=gone)
    assert conflict.value.code == "decision-stands-no-longer"
    assert lapse(END_OF_LABEL, case=gone) == ([], [], [])


def test_nothing_lapses_before_the_end_of_its_day_in_the_city() -> None:
    assert lapse(LAST_MOMENT) == ([], [], [])


def test_at_the_end_of_its_day_a_condition_lapses_and_the_product_passes_no_longer() -> None:
    (case,), (lapsed,), announcements = lapse(END_OF_LABEL)
    assert (case.status, case.standing, case.lapses_at) == (Status.LAPSED, None, None)
    assert (lapsed.id, lapsed.lapsed_at, lapsed.state(None)) == (FIRST.id, END_OF_LABEL, "lapsed")
    assert announcements == [
        ConditionLapsed(
            city="ambon",
            product_id=PRODUCT_ID,
            business_id=BUSINESS_ID,
            revision=1,
            condition=events.Condition(condition_id=FIRST.id, text="Ganti label", due=date(2026, 12, 1)),
        )
    ]
    assert lapse(END_OF_LABEL, case=case, conditions=[lapsed, SECOND]) == ([], [], [])
    assert SECOND.state(case.standing) == "void"


def test_all_that_are_due_at_the_same_time_lapse_together() -> None:
    (case,), lapsed, announcements = lapse(SECOND.lapses_at)
    assert case.status is Status.LAPSED
    assert [condition.id for condition in lapsed] == [FIRST.id, SECOND.id]
    assert len(announcements) == 2


def test_what_was_met_does_not_lapse() -> None:
    met = fulfil(FIRST.id)
    assert lapse(END_OF_LABEL, case=met.case, conditions=[met.condition, SECOND]) == ([], [], [])


def test_while_a_later_revision_is_judged_the_earlier_one_can_still_lapse_or_be_met() -> None:
    (reopened,), _ = domain.open_cases({PRODUCT_ID: CASE}, [submission(revision=2)], {}, at=NOW)
    (case,), (lapsed,), _ = lapse(END_OF_LABEL, case=reopened)
    assert (case.status, case.revision, case.standing, lapsed.revision) == (Status.OPEN, 2, None, 1)
    assert fulfil(FIRST.id, case=reopened).case.lapses_at == SECOND.lapses_at


def test_a_resubmission_opens_a_lapsed_case_again() -> None:
    (case,), _, _ = lapse(END_OF_LABEL)
    (again,), _ = domain.open_cases({PRODUCT_ID: case}, [submission(revision=2)], {}, at=NOW)
    assert (again.status, again.revision) == (Status.OPEN, 2)


STEPS = st.lists(
    st.sampled_from(["meet first", "meet second", "ten days", "resubmit", "withdraw", "lapse"]), max_size=8
)


@given(STEPS)
def test_a_case_always_knows_when_its_next_condition_lapses(steps: list[str]) -> None:
    case, conditions, at = CASE, list(VERDICT.conditions), NOW
    for step in steps:
        case, conditions, at = _take(step, case, conditions, at)
        still_open = [c.lapses_at for c in conditions if c.state(case.standing) == "open"]
        assert case.lapses_at == min(still_open, default=None)
        assert not [moment for moment in still_open if moment <= at] or step != "lapse"


def _take(step: str, case: Case, conditions: list[Condition], at: datetime) -> tuple[Case, list[Condition], datetime]:
    changed: list[Condition] = []
    if step == "ten days":
        at += timedelta(days=10)
    elif step == "resubmit":
        again = submission(revision=case.revision + 1)
        case = domain.open_cases({PRODUCT_ID: case}, [again], {}, at=at)[0][0]
    elif step == "withdraw":
        taken_back = ProductWithdrawn(city="ambon", product_id=PRODUCT_ID, revision=case.revision, reason="Alat rusak")
        (case,) = domain.withdraw_cases({PRODUCT_ID: case}, [taken_back], at=at)
    elif step == "lapse":
        cases, changed, _ = lapse(at, case=case, conditions=conditions)
        case = cases[0] if cases else case
    else:
        with suppress(Conflict):
            id = FIRST.id if step == "meet first" else SECOND.id
            met = fulfil(id, case=case, conditions=conditions, at=at)
            case, changed = met.case, [met.condition]
    return case, list({c.id: c for c in [*conditions, *changed]}.values()), at
