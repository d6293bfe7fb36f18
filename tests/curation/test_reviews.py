"""Departments review a product over HTTP, and what is decided is announced."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.curation.conftest import Curation
from tests.curation.samples import BUSINESS_ID, NOW, registered, scores, submission

CONDITION = {"text": "Cantumkan tanggal kedaluwarsa pada kemasan", "due": "2026-12-24"}
CORRECTION = {"text": "Kemasan bocor", "field": "net_content"}


async def test_a_product_passes_when_both_departments_are_heard(curation: Curation) -> None:
    product_id = await curation.submitted()
    first = await curation.review("ani", product_id)
    assert first.json() == {"number": 1, "status": "open", "outcome": None, "awaits": None}
    assert (await curation.case(product_id))["reviewed_by"] == ["diskop"]
    about = {"product_id": str(product_id), "business_id": str(BUSINESS_ID), "revision": 1}
    reviewed = ("case-reviewed", about | {"department": "diskop", "missing": ["disperindag"]})
    assert (await curation.announced(product_id))[-1] == reviewed
    second = await curation.review("dewi", product_id, scores=scores(60))
    assert second.json() == {"number": 1, "status": "decided", "outcome": "lolos", "awaits": None}
    told = (await curation.announced(product_id))[-1]
    assert told == (
        "product-curated",
        {
            "product_id": str(product_id),
            "business_id": str(BUSINESS_ID),
            "revision": 1,
            "outcome": "lolos",
            "score": 70,
            "rubric_version": 1,
            "conditions": [],
            "corrections": [],
            "reasons": [],
            "product": submission().facts.model_dump(mode="json", exclude_none=True),
        },
    )


async def test_conditions_are_met_one_by_one_and_then_the_product_has_passed(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review(
        "ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION, CONDITION | {"text": "Segel"}]
    )
    await curation.review("dewi", product_id)
    case = await curation.case(product_id)
    assert (case["status"], case["outcome"]) == ("decided", "lolos-bersyarat")
    first, second = [f"/cases/{product_id}/conditions/{c['condition_id']}/fulfilment" for c in case["conditions"]]
    other = await curation.post("dewi", first, {"note": "Foto sudah diperiksa"})
    assert (other.status_code, other.json()["code"]) == (422, "condition-of-other-department")
    assert (await curation.post("ahmad", first, {"note": "Foto sudah diperiksa"})).json()[
        "outcome"
    ] == "lolos-bersyarat"
    again = await curation.post("ahmad", first, {"note": "Foto sudah diperiksa"})
    assert (again.status_code, again.json()["code"]) == (409, "condition-met-already")
    assert (await curation.post("ani", second, {"note": "Contoh dilihat"})).json()["outcome"] == "lolos"
    told = [body for type, body in await curation.announced(product_id) if type == "product-curated"]
    assert [(body["outcome"], body["revision"], len(body["conditions"])) for body in told] == [
        ("lolos-bersyarat", 1, 2),
        ("lolos-bersyarat", 1, 1),
        ("lolos", 1, 0),
    ]
    met = (await curation.case(product_id))["conditions"]
    assert {(c["state"], c["note"]) for c in met} == {("met", "Foto sudah diperiksa"), ("met", "Contoh dilihat")}


async def test_a_resubmission_is_judged_anew_and_shows_what_had_to_be_mended(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="mend", corrections=[CORRECTION])
    await curation.review("dewi", product_id)
    decided = await curation.case(product_id)
    assert decided["outcome"] == "perlu-pembinaan"
    assert decided["corrections"] == [CORRECTION | {"department": "diskop", "code": None}]
    await curation.hear(submission(product_id=product_id, revision=2, changes="Kemasan baru"))
    again = await curation.case(product_id)
    assert (again["status"], again["revision"], again["outcome"]) == ("open", 2, None)
    assert (again["corrections"], again["reviewed_by"], again["reviews"]) == ([], [], [])
    assert again["earlier_corrections"] == decided["corrections"]
    assert again["submission"]["changes"] == "Kemasan baru"
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id, revision=2)
    passed = await curation.case(product_id)
    assert passed["outcome"] == "lolos"
    assert [(d["revision"], d["outcome"], len(d["reviews"])) for d in passed["history"]] == [(1, "perlu-pembinaan", 2)]


async def test_a_department_may_revise_its_review_until_there_is_a_decision(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="reject", reason="Terburu-buru")
    blind = await curation.review("ahmad", product_id)
    assert (blind.status_code, blind.json()["code"]) == (409, "department-was-faster")
    assert blind.json()["detail"].startswith("Rekan Anda di Dinas Koperasi dan UKM lebih dulu")
    assert (await curation.review("ahmad", product_id, replaces=1)).json()["number"] == 2
    assert (await curation.review("dewi", product_id)).json()["outcome"] == "lolos"
    shown = (await curation.case(product_id))["reviews"]
    assert [(r["department"], r["number"], r["in_force"], r["reviewer"]) for r in shown] == [
        ("diskop", 1, False, "ani"),
        ("diskop", 2, True, "ahmad"),
        ("disperindag", 1, True, "dewi"),
    ]
    late = await curation.review("ani", product_id, replaces=2)
    assert (late.status_code, late.json()["code"]) == (409, "case-decided")


async def test_a_review_is_kept_though_the_other_s_demand_is_overdue_and_only_that_one_is_awaited(
    curation: Curation,
) -> None:
    product_id = await curation.submitted()
    demand = CONDITION | {"due": NOW.date().isoformat()}
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[demand])
    curation.move_clock(NOW + timedelta(days=1))
    given = await curation.review("dewi", product_id)
    assert (given.status_code, given.json()["status"], given.json()["awaits"]) == (201, "open", "diskop")
    case = await curation.case(product_id)
    assert (case["reviewed_by"], case["awaits"]) == (["disperindag"], "diskop")
    assert (await curation.review("ani", product_id, replaces=1)).json()["outcome"] == "lolos"
    decided = await curation.case(product_id)
    assert (decided["reviewed_by"], decided["awaits"]) == (["diskop", "disperindag"], None)


async def test_a_review_of_another_revision_than_is_judged_is_a_conflict(curation: Curation) -> None:
    product_id = await curation.submitted(revision=2)
    answer = await curation.review("ani", product_id, revision=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "revision-differs")


async def test_a_gate_that_fails_is_mended_with_the_department_that_helps(curation: Curation) -> None:
    product_id = await curation.submitted(halal_status="dalam-proses", halal_number=None)
    gates = {gate["gate"]: gate for gate in (await curation.case(product_id))["gates"]}
    assert gates["halal"]["passed"] is False
    assert "wajib bersertifikat halal" in gates["halal"]["message"]
    await curation.review("ani", product_id)
    assert (await curation.review("dewi", product_id)).json()["outcome"] == "perlu-pembinaan"
    case = await curation.case(product_id)
    assert (case["score"], case["corrections"][0]["field"]) == (None, "halal_status")
    assert case["corrections"][0]["department"] == "diskop"


async def test_what_was_decided_by_is_kept_when_the_law_or_the_business_changes(curation: Curation) -> None:
    product_id = await curation.submitted()
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id)
    await curation.hear(registered(nib=""))
    assert all(gate["passed"] for gate in (await curation.case(product_id))["gates"])


async def test_who_is_a_curator_of_both_departments_says_for_which(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.assign("dewi", "kurator-diskop")
    unsaid = await curation.review("dewi", product_id)
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "department-missing")
    assert (await curation.review("dewi", product_id, department="diskop")).status_code == 201
    assert (await curation.review("dewi", product_id, department="disperindag")).json()["outcome"] == "lolos"


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ({"scores": {}}, "scores-missing"),
        ({"recommendation": "mend"}, "corrections-missing"),
        ({"recommendation": "reject", "reason": "  "}, "reason-missing"),
        ({"recommendation": "maybe"}, "input-invalid"),
        ({"recommendation": "reject", "reason": "a\0b"}, "input-invalid"),
        ({"remark": "Bagus"}, "input-invalid"),
        ({"department": "disperindag"}, "department-not-held"),
    ],
)
async def test_an_incomplete_review_is_refused_and_leaves_nothing(
    curation: Curation, differences: dict[str, Any], code: str
) -> None:
    answer = await curation.review("ani", await curation.submitted(), **differences)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await curation.count("reviews") == 0


async def test_a_decision_upon_the_fullest_reviews_can_still_be_announced(curation: Curation) -> None:
    product_id = await curation.submitted()
    fullest = [{"text": "\x01" * 500, "field": "\x01" * 100}] * 20
    for curator in ("ani", "dewi"):
        answer = await curation.review(
            curator, product_id, recommendation="mend", corrections=fullest, reason="\x01" * 2000, scores=scores(0)
        )
        assert answer.status_code == 201, answer.text
    assert len((await curation.announced(product_id))[-1][1]["corrections"]) > 40


async def test_a_refusal_speaks_the_reader_s_language(curation: Curation) -> None:
    product_id = await curation.submitted()
    shown = await curation.get("ani", f"/cases/{product_id}", **{"accept-language": "en"})
    assert shown.json()["gates"][0]["message"] == "The business has a NIB."


@pytest.mark.parametrize("path", ["/cases/{}/reviews", "/cases/{}/conditions/{}/fulfilment"])
async def test_what_is_not_there_is_not_found(curation: Curation, path: str) -> None:
    body: dict[str, Any] = {"revision": 1, "scores": {}, "recommendation": "pass"} if "reviews" in path else {}
    assert (await curation.post("ani", path.format(uuid4(), uuid4()), body)).status_code == 404


async def test_a_condition_of_another_product_is_not_found(curation: Curation) -> None:
    product_id, other = await curation.submitted(), await curation.submitted()
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", product_id)
    condition = UUID((await curation.case(product_id))["conditions"][0]["condition_id"])
    answer = await curation.post("ani", f"/cases/{other}/conditions/{condition}/fulfilment", {"note": "Salah"})
    assert answer.status_code == 404
