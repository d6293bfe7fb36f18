"""A city sets what it scores by; what is running goes on by what it began with."""

from typing import Any

import pytest

from services.curation.domain import SUGGESTED
from tests.curation.conftest import Curation
from tests.curation.samples import submission

OWN: dict[str, Any] = {
    "city": "ambon",
    "criteria": [
        {"code": "rasa", "name": "Rasa", "weight": 60},
        {"code": "label", "name": "Label", "weight": 40, "minimum": 50},
    ],
    "pass_mark": 80,
}
POINTS = {"rasa": 90, "label": 60}


@pytest.fixture(autouse=True)
async def _admin(curation: Curation) -> None:
    await curation.assign("wati", "admin-kota")


async def test_a_city_begins_with_the_suggestion(curation: Curation) -> None:
    (rubric,) = (await curation.get("ani", "/rubrics?city=ambon")).json()
    assert (rubric["version"], rubric["pass_mark"], len(rubric["criteria"])) == (1, 70, 7)
    case = await curation.case(await curation.submitted())
    assert case["rubric"] == rubric


async def test_each_one_that_is_set_is_a_version_from_its_day_on(curation: Curation) -> None:
    assert (await curation.post("wati", "/rubrics", OWN)).json() == {"version": 2}
    assert (await curation.post("wati", "/rubrics", OWN | {"pass_mark": 60})).json() == {"version": 3}
    shown = (await curation.get("ani", "/rubrics?city=ambon")).json()
    assert [(r["version"], r["since"], r["pass_mark"]) for r in shown] == [
        (1, SUGGESTED.since.isoformat(), 70),
        (2, "2026-11-24", 80),
        (3, "2026-11-24", 60),
    ]
    assert shown[1]["criteria"] == [OWN["criteria"][0] | {"minimum": 0}, OWN["criteria"][1]]
    later = (await curation.get("ani", "/rubrics?city=ambon&after=1&limit=1")).json()
    assert [rubric["version"] for rubric in later] == [2]


async def test_a_running_case_is_decided_by_the_rubric_that_it_was_opened_with(curation: Curation) -> None:
    running = await curation.submitted()
    await curation.review("ani", running)
    await curation.post("wati", "/rubrics", OWN)
    assert (await curation.review("dewi", running)).json()["outcome"] == "lolos"
    opened_since = await curation.submitted()
    assert (await curation.review("ani", opened_since)).json()["code"] == "scores-missing"
    for curator in ("ani", "dewi"):
        answer = await curation.review(curator, opened_since, scores=POINTS)
    assert answer.json()["outcome"] == "perlu-pembinaan"
    told = [body for type, body in await curation.announced(opened_since) if type == "product-curated"]
    assert [(body["score"], body["rubric_version"]) for body in told] == [(78, 2)]


async def test_a_case_that_is_reopened_after_a_decision_takes_the_newest(curation: Curation) -> None:
    product_id = await curation.submitted()
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id)
    await curation.post("wati", "/rubrics", OWN)
    await curation.hear(submission(product_id=product_id, revision=2))
    assert (await curation.case(product_id))["rubric"]["version"] == 2


async def test_another_city_keeps_its_own(curation: Curation) -> None:
    await curation.post("wati", "/rubrics", OWN)
    await curation.assign("kamil", "pengawas", city="kediri")
    assert [r["version"] for r in (await curation.get("kamil", "/rubrics?city=kediri")).json()] == [1]


async def test_only_the_city_s_admin_sets_it(curation: Curation) -> None:
    assert (await curation.post("ani", "/rubrics", OWN)).status_code == 403
    assert (await curation.post("wati", "/rubrics", OWN | {"city": "kediri"})).status_code == 404


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ({"criteria": []}, "rubric-empty"),
        ({"criteria": OWN["criteria"][:1]}, "weights-not-100"),
        ({"pass_mark": 0}, "pass-mark-out-of-range"),
    ],
)
async def test_one_that_cannot_be_reckoned_with_is_refused(
    curation: Curation, differences: dict[str, Any], code: str
) -> None:
    answer = await curation.post("wati", "/rubrics", OWN | differences)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await curation.count("rubrics") == 0
