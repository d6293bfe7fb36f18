"""Who may say what about a revision, and when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.curation import domain
from services.curation.domain import Demand, Recommendation, Status
from shared.errors import Conflict, Refused
from tests.curation.samples import (
    AMBON,
    DISKOP,
    DISPERINDAG,
    EXPIRY_DATE,
    MEND,
    NOW,
    TODAY,
    assessment,
    business,
    opened,
    review,
    reviewer,
    scores,
)


def give(
    case: domain.Case,
    earlier: list[domain.Review],
    *,
    replaces: int | None = None,
    revision: int = 1,
    of: domain.Business | None = None,
) -> domain.Review:
    return domain.review(
        case,
        of,
        earlier,
        domain.SUGGESTED,
        assessment(),
        reviewer(DISKOP),
        revision=revision,
        replaces=replaces,
        at=NOW,
    )


def test_a_department_s_reviews_of_a_revision_are_numbered() -> None:
    first = review(DISKOP)
    second = review(DISKOP, "mend", earlier=[first])
    assert (first.number, second.number) == (1, 2)
    assert domain.in_force(1, [second, first]) == {DISKOP: second}


def test_each_department_counts_for_itself() -> None:
    assert review(DISPERINDAG, earlier=[review(DISKOP)]).number == 1


def test_the_second_officer_of_a_department_is_told_who_was_faster() -> None:
    theirs = replace(review(DISKOP), subject="rekan")
    with pytest.raises(Conflict, match="Dinas Koperasi dan UKM lebih dulu mengirim penilaian ke-1") as conflict:
        give(opened(), [theirs])
    assert conflict.value.code == "department-was-faster"


def test_who_was_faster_than_themselves_is_told_so() -> None:
    with pytest.raises(Conflict, match="Anda sudah mengirim penilaian ke-1 untuk Dinas Koperasi dan UKM") as conflict:
        give(opened(), [review(DISKOP)])
    assert conflict.value.code == "review-sent-already"


def test_of_two_who_replace_the_same_review_the_second_is_told_so() -> None:
    first = review(DISKOP)
    assert give(opened(), [first], replaces=1).number == 2
    with pytest.raises(Conflict, match="penilaian ke-2"):
        give(opened(), [first, review(DISKOP, earlier=[first])], replaces=1)


def test_there_has_to_be_a_review_to_replace() -> None:
    with pytest.raises(Refused) as refusal:
        give(opened(), [], replaces=1)
    assert refusal.value.code == "review-replaces-none"


@pytest.mark.parametrize("status", [Status.DECIDED, Status.LAPSED])
def test_what_is_decided_is_reviewed_no_more(status: Status) -> None:
    with pytest.raises(Conflict) as conflict:
        give(replace(opened(), status=status), [review(DISKOP)], replaces=1)
    assert conflict.value.code == "case-decided"


def test_what_was_withdrawn_is_reviewed_no_more() -> None:
    with pytest.raises(Conflict) as conflict:
        give(replace(opened(), status=Status.WITHDRAWN), [])
    assert conflict.value.code == "case-withdrawn"


def test_nor_is_the_product_of_an_owner_who_has_withdrawn_the_consent() -> None:
    with pytest.raises(Conflict) as conflict:
        give(opened(), [], of=replace(business(), forgotten_at=NOW))
    assert conflict.value.code == "consent-withdrawn"


@pytest.mark.parametrize("other", [1, 3])
def test_only_the_revision_under_judgement_is_reviewed(other: int) -> None:
    with pytest.raises(Conflict, match="revisi 2"):
        give(opened(revision=2), [], revision=other)


def test_an_officer_speaks_for_the_department_that_they_are_a_curator_of() -> None:
    assert domain.choose_department([DISKOP], None) is DISKOP
    assert domain.choose_department([DISKOP, DISPERINDAG], "disperindag") is DISPERINDAG


@pytest.mark.parametrize(
    ("held", "named", "code"),
    [
        ([DISKOP, DISPERINDAG], None, "department-missing"),
        ([DISKOP], "disperindag", "department-not-held"),
        ([DISKOP, DISPERINDAG], "dishub", "department-not-held"),
    ],
)
def test_and_for_no_other(held: list[domain.Department], named: str | None, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        domain.choose_department(held, named)
    assert refusal.value.code == code


def test_a_department_is_called_what_its_city_calls_it() -> None:
    assert reviewer(DISKOP).office == "Dinas Koperasi dan UKM"
    elsewhere = AMBON.model_copy(update={"offices": ()})
    assert domain.reviewer(elsewhere, DISKOP, subject="ani", title="Kurator").office == "Dinas Koperasi dan UKM"


@pytest.mark.parametrize(
    ("recommendation", "differences", "code"),
    [
        ("pass", {"scores": {"legalitas": 80}}, "scores-missing"),
        ("pass", {"scores": scores(warna=80)}, "criterion-unknown"),
        ("pass", {"scores": scores(legalitas=101)}, "score-out-of-range"),
        ("pass", {"scores": scores(legalitas=-1)}, "score-out-of-range"),
        ("pass", {"conditions": (EXPIRY_DATE,)}, "conditions-not-expected"),
        ("pass-with-conditions", {"conditions": ()}, "conditions-missing"),
        ("pass-with-conditions", {"corrections": (MEND,)}, "corrections-not-expected"),
        ("mend", {"corrections": ()}, "corrections-missing"),
        ("mend", {"corrections": (MEND.model_copy(update={"text": ""}),)}, "text-missing"),
        ("reject", {"reason": None}, "reason-missing"),
    ],
)
def test_a_review_says_all_that_its_recommendation_needs_and_nothing_else(
    recommendation: str, differences: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        review(DISKOP, recommendation, **differences)
    assert refusal.value.code == code


def test_missing_points_are_named() -> None:
    with pytest.raises(Refused, match="Rasa dan mutu, Masa simpan"):
        review(DISKOP, scores={k: v for k, v in scores().items() if k not in {"rasa-mutu", "masa-simpan"}})


@pytest.mark.parametrize(
    ("due", "code"),
    [
        (TODAY - timedelta(days=1), "due-in-the-past"),
        (TODAY + timedelta(days=366), "due-too-far"),
        (date.max, "due-too-far"),
    ],
)
def test_a_condition_is_due_within_a_year(due: date, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        review(DISKOP, "pass-with-conditions", conditions=(Demand("Ganti label", due),))
    assert refusal.value.code == code


@pytest.mark.parametrize("due", [TODAY, TODAY + timedelta(days=365)])
def test_today_and_this_day_in_a_year_are_within_it(due: date) -> None:
    given = review(DISKOP, "pass-with-conditions", conditions=(Demand("Ganti label", due),))
    assert given.assessment.recommendation is Recommendation.PASS_WITH_CONDITIONS
