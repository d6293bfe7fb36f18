"""What follows from both departments' reviews, the gates and the rubric."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.curation import domain
from services.curation.domain import SUGGESTED, Demand, Gate, Outcome, Recommendation, Status
from services.curation.domain.decision import SEVERITY
from shared.errors import Conflict
from shared.events import reasons
from shared.events.curation import ProductCurated
from tests.curation.samples import (
    BUSINESS_ID,
    DISKOP,
    DISPERINDAG,
    EXPIRY_DATE,
    MEND,
    NOW,
    PRODUCT_ID,
    TODAY,
    both,
    business,
    decide,
    ids,
    opened,
    review,
    scores,
    submission,
)

OPEN = (Gate("nib", True, "nib-present"),)
SHUT = Gate("licence", False, "pirt-missing")
FINAL = Gate("category", False, "category-not-eligible")


@pytest.mark.parametrize("only", [DISKOP, DISPERINDAG])
def test_nothing_is_decided_before_both_departments_are_heard(only: domain.Department) -> None:
    assert domain.decide(opened(), business(), [review(only)], SUGGESTED, ids=ids(), at=NOW) is None


def test_reviews_of_an_earlier_revision_count_for_nothing() -> None:
    case = opened(revision=2)
    reviews = [*both(), review(DISKOP, case=case)]
    assert domain.decide(case, business(), reviews, SUGGESTED, ids=ids(), at=NOW) is None


def test_a_pass_is_announced_with_the_revision_that_was_judged() -> None:
    verdict = decide(both(), case=opened(revision=1))
    assert (verdict.case.status, verdict.case.standing, verdict.case.lapses_at) == (Status.DECIDED, 1, None)
    assert verdict.announcement == ProductCurated(
        city="ambon",
        product_id=PRODUCT_ID,
        business_id=BUSINESS_ID,
        revision=1,
        outcome="lolos",
        score=80,
        rubric_version=1,
        product=submission().facts,
    )
    assert verdict.announcement.passed


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("pass", "pass", "lolos"),
        ("pass", "pass-with-conditions", "lolos-bersyarat"),
        ("pass-with-conditions", "mend", "perlu-pembinaan"),
        ("pass", "mend", "perlu-pembinaan"),
        ("mend", "reject", "tidak-lolos"),
        ("pass", "reject", "tidak-lolos"),
    ],
)
def test_the_severer_recommendation_counts_whichever_department_gives_it(first: str, second: str, outcome: str) -> None:
    assert decide(both(first, second)).decision.outcome == outcome
    assert decide(both(second, first)).decision.outcome == outcome


@pytest.mark.parametrize(("points", "outcome"), [(70, "lolos"), (69, "perlu-pembinaan")])
def test_the_pass_mark_has_to_be_reached(points: int, outcome: str) -> None:
    verdict = decide(both(scores=scores(points)))
    assert (verdict.decision.outcome, verdict.decision.score) == (outcome, points)


def test_too_few_points_say_where_to_gain_some_and_who_helps() -> None:
    reviews = [review(DISKOP, scores=scores(72, kapasitas=60)), review(DISPERINDAG, scores=scores(72, kapasitas=40))]
    (correction,) = decide(reviews).decision.corrections
    assert correction.text.startswith("Kapasitas dan kesinambungan produksi perlu ditingkatkan: nilainya 40")
    assert correction.department == "disperindag"


def test_a_label_that_is_not_complete_cannot_be_made_up_for() -> None:
    reviews = [review(DISKOP, scores=scores(100)), review(DISPERINDAG, scores=scores(100, kemasan_label=49))]
    decision = decide(reviews).decision
    assert (decision.outcome, decision.score) == (Outcome.MEND, 94)
    assert [c.text.split(" belum")[0] for c in decision.corrections] == ["Kemasan dan kelengkapan label"]


def test_a_gate_that_fails_makes_any_pass_a_matter_of_mending() -> None:
    verdict = decide(both("pass", "pass-with-conditions"), case=opened(licences=()))
    assert verdict.decision.outcome == "perlu-pembinaan"
    assert verdict.announcement.score is None
    assert [(c.field, c.department) for c in verdict.decision.corrections] == [
        ("licences", "disperindag"),
        (None, "disperindag"),
    ]
    assert verdict.decision.corrections[1].text == EXPIRY_DATE.text
    assert verdict.conditions == ()


def test_a_category_that_is_not_eligible_does_not_pass_and_says_why() -> None:
    verdict = decide(both(), case=opened(category="minuman-beralkohol"))
    assert verdict.decision.outcome == "tidak-lolos"
    assert verdict.announcement.reason == domain.say("category-not-eligible")
    assert [reason.code for reason in verdict.announcement.reasons] == ["category-not-eligible"]


def test_even_then_people_decide() -> None:
    hopeless = opened(category="minuman-beralkohol")
    assert domain.decide(hopeless, business(), [review()], SUGGESTED, ids=ids(), at=NOW) is None


def test_what_nobody_wrote_has_a_code_that_says_the_same_in_any_language() -> None:
    reviews = [
        review(DISKOP, "mend", scores=scores(60, kemasan_label=10)),
        review(DISPERINDAG, scores=scores(60, kemasan_label=20)),
    ]
    told = decide(reviews, case=opened(licences=())).announcement.corrections
    by_itself = [correction for correction in told if correction.code]
    assert [c.code for c in by_itself[:2]] == ["pirt-missing", "criterion-below-minimum"]
    assert {c.code for c in by_itself[2:]} == {"criterion-weak"}
    assert [c for c in told if not c.code] == [MEND]
    for c in by_itself:
        assert reasons.tell(c.text, "id", c.code, c.values) == c.text
        assert reasons.tell(c.text, "en", c.code, c.values) != c.text


def test_corrections_of_both_departments_are_told() -> None:
    announcement = decide(both("mend", "mend", corrections=(MEND,))).announcement
    assert announcement.corrections == (MEND, MEND)
    assert announcement.reason is None


def test_the_reasons_of_all_who_reject_are_told() -> None:
    reviews = [review(DISKOP, "reject", reason="Berbahaya"), review(DISPERINDAG, "reject", reason="Dilarang")]
    announcement = decide(reviews).announcement
    assert (announcement.reason, announcement.corrections) == ("Berbahaya\nDilarang", ())
    assert [(reason.text, reason.code) for reason in announcement.reasons] == [("Berbahaya", None), ("Dilarang", None)]


def test_a_department_s_last_word_is_the_one_that_counts() -> None:
    first = review(DISKOP, "reject")
    assert decide([first, review(DISKOP, earlier=[first]), review(DISPERINDAG)]).decision.outcome == "lolos"


def test_nothing_is_decided_about_a_business_that_was_not_heard_of() -> None:
    with pytest.raises(Conflict) as conflict:
        domain.decide(opened(), None, both(), SUGGESTED, ids=ids(), at=NOW)
    assert conflict.value.code == "business-awaited"


def test_the_law_of_the_day_in_the_city_is_what_counts() -> None:
    pending = opened(halal_status="dalam-proses", halal_number=None)
    before_midnight_in_ambon = datetime(2026, 10, 17, 14, 59, tzinfo=UTC)
    for at, outcome in (
        (before_midnight_in_ambon, "lolos"),
        (before_midnight_in_ambon + timedelta(minutes=1), "perlu-pembinaan"),
    ):
        assert decide(both(), case=pending, at=at.astimezone(NOW.tzinfo)).decision.outcome == outcome


def test_conditions_last_until_the_end_of_their_day_in_the_city() -> None:
    verdict = decide(both("pass-with-conditions", "pass-with-conditions", conditions=(Demand("Ganti label", TODAY),)))
    assert [(c.department, c.text, c.due) for c in verdict.conditions] == [
        (DISKOP, "Ganti label", TODAY),
        (DISPERINDAG, "Ganti label", TODAY),
    ]
    end = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert {condition.lapses_at for condition in verdict.conditions} == {end}
    assert verdict.case.lapses_at == end
    assert [c.condition_id for c in verdict.announcement.conditions] == [c.id for c in verdict.conditions]


EARLY = review(DISKOP, "pass-with-conditions", conditions=(Demand("Ganti label", TODAY),))
TOMORROW = NOW + timedelta(days=1)


def test_nothing_is_decided_upon_a_demand_whose_day_has_passed_and_its_department_is_awaited_again() -> None:
    reviews = [EARLY, review(DISPERINDAG, at=TOMORROW)]
    assert domain.decide(opened(), business(), reviews, SUGGESTED, ids=ids(), at=TOMORROW) is None
    waiting, told = domain.await_reviews(opened(), reviews, on=TOMORROW.date())
    assert (waiting.status, waiting.awaits) == (Status.OPEN, DISKOP)
    assert (told.department, told.missing) == ("disperindag", ("diskop",))
    anew = review(DISKOP, case=waiting, earlier=reviews, at=TOMORROW)
    decided = decide([*reviews, anew], case=waiting, at=TOMORROW)
    assert (decided.decision.outcome, decided.case.awaits) == ("lolos", None)


def test_a_demand_whose_day_has_passed_is_a_correction_where_the_product_is_to_be_mended_anyway() -> None:
    assert decide([EARLY, review(DISPERINDAG, "mend")], at=TOMORROW).decision.outcome == "perlu-pembinaan"


def test_nobody_is_awaited_again_while_no_day_has_passed() -> None:
    waiting, told = domain.await_reviews(opened(), [EARLY], on=TODAY)
    assert (waiting.awaits, told.missing) == (None, ("disperindag",))


def test_the_decision_is_by_the_rubric_of_the_case() -> None:
    strict = replace(SUGGESTED, version=7, pass_mark=90)
    verdict = domain.decide(opened(), business(), both(), strict, ids=ids(), at=NOW)
    assert verdict
    assert (verdict.decision.outcome, verdict.announcement.rubric_version) == ("perlu-pembinaan", 7)


RECOMMENDATIONS = st.sampled_from([each.value for each in Recommendation])
SHEETS = st.fixed_dictionaries({criterion.code: st.integers(0, 100) for criterion in SUGGESTED.criteria})


@given(RECOMMENDATIONS, RECOMMENDATIONS, SHEETS, SHEETS, st.lists(st.sampled_from([SHUT, FINAL]), max_size=2))
def test_order_does_not_matter_and_nothing_that_speaks_against_is_overlooked(
    first: str, second: str, points: dict[str, int], more: dict[str, int], shut: list[Gate]
) -> None:
    reviews = [review(DISKOP, first, scores=points), review(DISPERINDAG, second, scores=more)]
    outcome = domain.judge([*OPEN, *shut], reviews, SUGGESTED)
    assert outcome == domain.judge([*shut, *OPEN], reviews[::-1], SUGGESTED)
    assert SEVERITY.index(outcome) >= SEVERITY.index(domain.judge(OPEN, reviews, SUGGESTED))
    if shut:
        assert outcome in {Outcome.MEND, Outcome.FAILED}


@pytest.mark.parametrize(("first", "second"), list(product([each.value for each in Recommendation], repeat=2)))
def test_every_outcome_comes_with_what_a_reader_needs(first: str, second: str) -> None:
    told = decide(both(first, second)).announcement
    assert bool(told.conditions) == (told.outcome == "lolos-bersyarat")
    assert bool(told.corrections) == (told.outcome == "perlu-pembinaan")
    assert bool(told.reason) == (told.outcome == "tidak-lolos")
