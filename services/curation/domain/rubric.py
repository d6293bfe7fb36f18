"""The rubric: what a product is scored on, how much each counts, and what is enough; numbered in each city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.curation.domain.texts import refused

FULL = 100
"""The points that a criterion can get, and what the weights of a rubric add up to."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is scored from 0 to 100. `weight` is its share of 100.

    Fewer points than `minimum`, from either department, mean that something is lacking that no other points make up
    for. That is how an officer says that a label is not complete, which no computer sees.
    """

    code: str
    name: str
    weight: int
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a city scores by, from a day on; a case keeps the version that it was opened with."""

    version: int
    since: date
    criteria: tuple[Criterion, ...]
    pass_mark: int


SUGGESTED = Rubric(
    version=1,
    since=date(2026, 1, 1),
    criteria=(
        Criterion("legalitas", "Legalitas", 20),
        Criterion("kemasan-label", "Kemasan dan kelengkapan label", 20, minimum=50),
        Criterion("rasa-mutu", "Rasa dan mutu", 20),
        Criterion("masa-simpan", "Masa simpan", 10),
        Criterion("kapasitas", "Kapasitas dan kesinambungan produksi", 15),
        Criterion("harga-margin", "Harga dan margin", 10),
        Criterion("merek-identitas", "Merek dan identitas lokal", 5),
    ),
    pass_mark=70,
)
"""Every city's version 1: a suggestion (domain.md §3), for no national rubric was found. What a label must say is in
Peraturan BPOM 31/2018."""


def set_rubric(last: int | None, criteria: Sequence[Criterion], pass_mark: int, *, on: date) -> Rubric:
    """The city's next version, for the cases that are opened from now on; `last` is None while it has set none."""
    codes = [criterion.code for criterion in criteria]
    if not codes:
        raise refused("rubric-empty")
    if not all(criterion.code and criterion.name for criterion in criteria):
        raise refused("criterion-unnamed")
    if twice := [code for code in codes if codes.count(code) > 1]:
        raise refused("criterion-twice", criterion=twice[0])
    if any(criterion.weight < 1 for criterion in criteria):
        raise refused("weight-not-positive")
    if (total := sum(criterion.weight for criterion in criteria)) != FULL:
        raise refused("weights-not-100", total=total)
    if not all(0 <= criterion.minimum <= FULL for criterion in criteria):
        raise refused("minimum-out-of-range")
    if not 1 <= pass_mark <= FULL:
        raise refused("pass-mark-out-of-range")
    return Rubric((last or SUGGESTED.version) + 1, on, tuple(criteria), pass_mark)


def require_scores(rubric: Rubric, scores: Mapping[str, int]) -> None:
    """Every criterion of the rubric has points, each from 0 to 100, and nothing else has."""
    known = {criterion.code for criterion in rubric.criteria}
    if missing := [criterion.name for criterion in rubric.criteria if criterion.code not in scores]:
        raise refused("scores-missing", names=", ".join(missing))
    if unknown := sorted(set(scores) - known):
        raise refused("criterion-unknown", criterion=unknown[0])
    if not all(0 <= points <= FULL for points in scores.values()):
        raise refused("score-out-of-range")


def score(rubric: Rubric, sheets: Sequence[Mapping[str, int]]) -> int:
    """The weighted points of 100, meant over the sheets of all departments. A fraction is dropped, so that only who
    reaches a mark whole has reached it."""
    points = sum(criterion.weight * sum(points_of(criterion, sheets)) for criterion in rubric.criteria)
    return points // (FULL * len(sheets))


def points_of(criterion: Criterion, sheets: Sequence[Mapping[str, int]]) -> list[int]:
    """What each sheet gives for a criterion."""
    return [sheet[criterion.code] for sheet in sheets]


def mean(points: Sequence[int]) -> Fraction:
    """The exact mean."""
    return Fraction(sum(points), len(points))


def below_minimum(rubric: Rubric, sheets: Sequence[Mapping[str, int]]) -> list[Criterion]:
    """The criteria that some department gave fewer points than are indispensable."""
    return [criterion for criterion in rubric.criteria if min(points_of(criterion, sheets)) < criterion.minimum]


def weak(rubric: Rubric, sheets: Sequence[Mapping[str, int]]) -> list[Criterion]:
    """The criteria whose mean is below the pass mark: where there is something to gain."""
    return [c for c in rubric.criteria if mean(points_of(c, sheets)) < rubric.pass_mark]
