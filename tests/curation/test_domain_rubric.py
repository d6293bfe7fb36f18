"""What is scored, how much it counts, and what a city may set."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.curation import domain
from services.curation.domain import SUGGESTED, Criterion, Rubric
from services.curation.domain import rubric as rubrics
from shared.errors import Refused
from tests.curation.samples import TODAY, scores

HALVES = (Criterion("rasa", "Rasa", 50), Criterion("label", "Label", 50, minimum=40))
POINTS = st.fixed_dictionaries({criterion.code: st.integers(0, 100) for criterion in SUGGESTED.criteria})


def test_the_suggestion_counts_as_the_city_was_told() -> None:
    weights = {criterion.code: criterion.weight for criterion in SUGGESTED.criteria}
    assert list(weights.values()) == [20, 20, 20, 10, 15, 10, 5]
    assert sum(weights.values()) == 100
    assert (SUGGESTED.version, SUGGESTED.pass_mark) == (1, 70)


def test_a_score_is_the_weighted_mean_of_both_sheets() -> None:
    assert rubrics.score(SUGGESTED, [scores(80), scores(60)]) == 70
    assert rubrics.score(SUGGESTED, [scores(100, merek_identitas=0), scores(100)]) == 97


def test_a_fraction_of_a_point_does_not_reach_the_mark() -> None:
    assert rubrics.score(SUGGESTED, [scores(70, merek_identitas=69), scores(70)]) == 69


@given(st.lists(POINTS, min_size=1, max_size=2))
def test_a_score_lies_between_the_lowest_and_the_highest_points_and_needs_no_order(
    sheets: list[dict[str, int]],
) -> None:
    score = rubrics.score(SUGGESTED, sheets)
    given_points = [points for sheet in sheets for points in sheet.values()]
    assert min(given_points) <= score <= max(given_points)
    assert score == rubrics.score(SUGGESTED, sheets[::-1])


@given(st.lists(POINTS, min_size=2, max_size=2))
def test_below_the_pass_mark_there_is_always_something_to_improve(sheets: list[dict[str, int]]) -> None:
    if rubrics.score(SUGGESTED, sheets) < SUGGESTED.pass_mark:
        assert rubrics.weak(SUGGESTED, sheets)


def test_one_department_suffices_to_find_that_the_label_is_not_complete() -> None:
    lacking = rubrics.below_minimum(SUGGESTED, [scores(100), scores(100, kemasan_label=49)])
    assert [criterion.code for criterion in lacking] == ["kemasan-label"]
    assert rubrics.below_minimum(SUGGESTED, [scores(100), scores(100, kemasan_label=50)]) == []


def test_a_city_s_first_own_rubric_is_its_second_version() -> None:
    rubric = domain.set_rubric(None, HALVES, 60, on=TODAY)
    assert rubric == Rubric(2, TODAY, HALVES, 60)
    assert domain.set_rubric(2, HALVES, 60, on=TODAY).version == 3


@pytest.mark.parametrize(
    ("criteria", "mark", "code"),
    [
        ((), 70, "rubric-empty"),
        ((Criterion("", "Rasa", 100),), 70, "criterion-unnamed"),
        ((Criterion("rasa", "", 100),), 70, "criterion-unnamed"),
        ((HALVES[0], HALVES[0]), 70, "criterion-twice"),
        ((HALVES[0], replace(HALVES[1], weight=49)), 70, "weights-not-100"),
        ((replace(HALVES[0], weight=0), replace(HALVES[1], weight=100)), 70, "weight-not-positive"),
        ((HALVES[0], replace(HALVES[1], minimum=101)), 70, "minimum-out-of-range"),
        (HALVES, 0, "pass-mark-out-of-range"),
        (HALVES, 101, "pass-mark-out-of-range"),
    ],
)
def test_a_rubric_that_cannot_be_reckoned_with_is_refused(
    criteria: tuple[Criterion, ...], mark: int, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        domain.set_rubric(None, criteria, mark, on=TODAY)
    assert refusal.value.code == code
