"""Offers over HTTP: the retailer's answer, and who sees it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import PRODUCT_ID, curated


@pytest.mark.parametrize("answer", ["accepted", "sample-asked", "rejected"])
async def test_the_retailer_answers_and_all_hear_it(ambon: Agreements, answer: str) -> None:
    offer = await ambon.offer()
    said = await ambon.done("rina", f"/offers/{offer}/answers", {"answer": answer, "reason": "Kemasan bocor"})
    assert said["status"] == answer
    (told,) = await ambon.announced("offer-answered")
    assert (told["answer"], told["reason"], told["offer_id"]) == (answer, "Kemasan bocor", offer)
    for subject in ("rina", "yohana", "pengawas"):
        shown = (await ambon.get(subject, f"/offers/{offer}")).json()
        assert (shown["status"], shown["reason"]) == (answer, "Kemasan bocor")


async def test_an_answer_is_given_once(ambon: Agreements) -> None:
    offer = await ambon.offer()
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"})
    again = await ambon.post("rina", f"/offers/{offer}/answers", {"answer": "rejected", "reason": "?"})
    assert (again.status_code, again.json()["code"]) == (422, "offer-answered-already")
    assert len(await ambon.announced("offer-answered")) == 1


@pytest.mark.parametrize(
    ("subject", "path", "body", "status"),
    [
        ("budi", "/offers/{offer}/answers", {"answer": "accepted"}, 404),
        ("yohana", "/offers/{offer}/answers", {"answer": "accepted"}, 403),
        ("diskop", "/offers/{offer}/answers", {"answer": "accepted"}, 403),
        ("rina", "/offers/{offer}/answers", {"answer": "rejected"}, 422),
        ("rina", "/offers/{offer}/answers", {"answer": "maybe"}, 422),
        ("rina", "/offers/{offer}/answers", {"answer": "accepted", "extra": 1}, 422),
        ("budi", "/offers/{offer}/pks", {"terms": terms()}, 404),
        ("yohana", "/offers/{offer}/pks", {"terms": terms()}, 403),
        ("rina", "/offers/{offer}/pks", {"terms": terms()}, 422),
    ],
)
async def test_who_may_not(ambon: Agreements, subject: str, path: str, body: dict[str, Any], status: int) -> None:
    offer = await ambon.offer()
    answer = await ambon.post(subject, path.format(offer=offer), body)
    assert (answer.status_code, await ambon.statuses("offers")) == (status, ["open"])


async def test_a_retailer_and_an_owner_see_their_own_offers_and_officers_all(ambon: Agreements) -> None:
    await ambon.sign_mou("alfamidi", "indomaret")
    await ambon.hear(curated(), curated(product_id=uuid4(), business_id=uuid4()))
    seen = {s: (await ambon.get(s, "/offers?city=ambon")).json() for s in ("rina", "budi", "yohana", "kurator")}
    assert {s: len(offers) for s, offers in seen.items()} == {"rina": 2, "budi": 2, "yohana": 2, "kurator": 4}
    assert {o["retailer"] for o in seen["rina"]} == {"alfamidi"}
    assert {o["product_id"] for o in seen["yohana"]} == {str(PRODUCT_ID)}
    for offer in seen["kurator"]:
        own = offer["retailer"] == "alfamidi"
        assert (await ambon.get("rina", f"/offers/{offer['offer_id']}")).status_code == (200 if own else 404)
        mine = offer["product_id"] == str(PRODUCT_ID)
        assert (await ambon.get("yohana", f"/offers/{offer['offer_id']}")).status_code == (200 if mine else 404)


async def test_an_assistant_reads_the_offers_of_its_own_city_and_answers_none(ambon: Agreements) -> None:
    offer = await ambon.offer()
    await ambon.assign("sari", "pendamping")
    await ambon.assign("santi", "pendamping", city="kediri")
    assert [o["offer_id"] for o in (await ambon.get("sari", "/offers")).json()] == [offer]
    assert (await ambon.get("santi", f"/offers/{offer}")).status_code == 404
    assert (await ambon.post("sari", f"/offers/{offer}/answers", {"answer": "accepted"})).status_code == 403
    assert (await ambon.get("sari", "/mous")).status_code == 403


async def test_who_answered_is_known_to_officers_and_the_retailers_own_people(ambon: Agreements) -> None:
    offer = await ambon.offer()
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"})
    seen = {s: (await ambon.get(s, f"/offers/{offer}")).json()["answered_by"] for s in ("rina", "kurator", "yohana")}
    assert seen == {"rina": "rina", "kurator": "rina", "yohana": None}


async def test_a_list_is_narrowed_and_goes_on_where_it_stopped(ambon: Agreements) -> None:
    await ambon.sign_mou("alfamidi", "indomaret")
    await ambon.hear(curated(), curated(product_id=uuid4()))
    all_of_it = [o["offer_id"] for o in (await ambon.get("diskop", "/offers?city=ambon")).json()]
    await ambon.done("rina", f"/offers/{all_of_it[0]}/answers", {"answer": "accepted"})
    accepted = (await ambon.get("diskop", "/offers?city=ambon&status=accepted")).json()
    assert [o["offer_id"] for o in accepted] == all_of_it[:1]
    assert len((await ambon.get("diskop", "/offers?city=ambon&retailer=indomaret")).json()) == 2
    first = (await ambon.get("diskop", "/offers?limit=3")).json()
    rest = (await ambon.get("diskop", f"/offers?limit=3&after={first[-1]['offer_id']}")).json()
    assert [o["offer_id"] for o in first + rest] == all_of_it
    assert (await ambon.get("diskop", "/offers?limit=501")).status_code == 422
    assert (await ambon.get("diskop", "/offers?status=lost")).status_code == 422
