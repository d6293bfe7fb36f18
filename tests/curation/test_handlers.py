"""What curation keeps of what registration announces, on a real database."""

from typing import Any
from uuid import UUID

from shared.database import transaction as in_cities
from shared.events.registration import BusinessChanged, ConsentWithdrawn, ProductWithdrawn
from tests.curation.conftest import Curation
from tests.curation.samples import BUSINESS_ID, NOW, PRODUCT_ID, registered, submission

WITHDRAWN = ProductWithdrawn(city="ambon", product_id=PRODUCT_ID, revision=1, reason="Alat rusak")
CONSENT_ENDED = ConsentWithdrawn(city="ambon", business_id=BUSINESS_ID, withdrawn_at=NOW)


async def business_row(curation: Curation) -> dict[str, Any]:
    async with in_cities(curation.pool, cities=frozenset({"ambon"})) as connection:
        row = await connection.fetchrow("SELECT * FROM businesses WHERE id = $1", BUSINESS_ID)
    return {name: value for name, value in dict(row or {}).items() if value is not None}


async def test_each_submission_is_announced_as_a_case_that_was_opened(curation: Curation) -> None:
    await curation.hear(submission())
    await curation.hear(submission(revision=2), submission(revision=3))
    told = [(type, body["revision"]) for type, body in await curation.announced(PRODUCT_ID)]
    assert told == [("case-opened", 1), ("case-opened", 2), ("case-opened", 3)]
    assert (await curation.case(PRODUCT_ID))["revision"] == 3


async def test_many_products_in_one_batch_each_have_their_case(curation: Curation) -> None:
    products = [UUID(int=number) for number in range(1, 51)]
    await curation.hear(*(submission(product_id=product_id) for product_id in products))
    assert await curation.count("cases") == 50
    assert all([await curation.announced(product_id) for product_id in products])


async def test_a_business_may_be_heard_of_after_its_product(curation: Curation) -> None:
    await curation.hear(submission())
    before = await curation.case(PRODUCT_ID)
    assert before["business_name"] is None
    assert {gate["gate"] for gate in before["gates"] if gate["passed"] is None} == {"nib"}
    await curation.hear(registered())
    after = await curation.case(PRODUCT_ID)
    assert after["business_name"] == "Dapur Tifa Sirimau"
    assert all(gate["passed"] for gate in after["gates"])


async def test_the_last_review_waits_until_the_business_is_heard_of(curation: Curation) -> None:
    await curation.hear(submission())
    assert (await curation.review("ani", PRODUCT_ID)).status_code == 201
    early = await curation.review("dewi", PRODUCT_ID)
    assert (early.status_code, early.json()["code"]) == (409, "business-awaited")
    assert await curation.count("reviews") == 1
    await curation.hear(registered())
    assert (await curation.review("dewi", PRODUCT_ID)).json()["outcome"] == "lolos"


async def test_a_business_is_what_it_was_last_said_to_be(curation: Curation) -> None:
    await curation.hear(registered(), BusinessChanged(**dict(registered(name="Dapur Tifa Baru", scale="kecil"))))
    row = await business_row(curation)
    assert (row["name"], row["scale"]) == ("Dapur Tifa Baru", "kecil")


async def test_after_the_consent_has_ended_only_the_id_of_the_business_is_left(curation: Curation) -> None:
    await curation.hear(registered(), submission())
    await curation.hear(CONSENT_ENDED)
    assert await business_row(curation) == {"id": BUSINESS_ID, "city": "ambon", "forgotten_at": NOW}
    answer = await curation.review("ani", PRODUCT_ID)
    assert (answer.status_code, answer.json()["code"]) == (409, "consent-withdrawn")
    await curation.hear(WITHDRAWN)
    case = await curation.case(PRODUCT_ID)
    assert (case["status"], case["business_name"], case["gates"]) == ("withdrawn", None, [])


async def test_the_end_of_a_consent_is_remembered_when_it_is_heard_first(curation: Curation) -> None:
    await curation.hear(CONSENT_ENDED)
    await curation.hear(registered())
    assert await business_row(curation) == {"id": BUSINESS_ID, "city": "ambon", "forgotten_at": NOW}


async def test_a_withdrawal_is_remembered_when_it_is_heard_first(curation: Curation) -> None:
    await curation.hear(WITHDRAWN)
    await curation.hear(submission())
    case = await curation.case(PRODUCT_ID)
    assert (case["status"], case["name"], case["submission"]) == ("withdrawn", None, None)
    assert await curation.announced(PRODUCT_ID) == []
    await curation.hear(submission(revision=2))
    assert (await curation.case(PRODUCT_ID))["status"] == "open"


async def test_nothing_is_decided_about_what_was_withdrawn(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id)
    await curation.hear(WITHDRAWN.model_copy(update={"product_id": product_id}))
    answer = await curation.review("dewi", product_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "case-withdrawn")
    assert await curation.count("decisions") == 0


async def test_what_had_passed_and_was_withdrawn_has_no_outcome_any_more_but_a_history(curation: Curation) -> None:
    product_id = await curation.submitted()
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id)
    await curation.hear(WITHDRAWN.model_copy(update={"product_id": product_id}))
    case = await curation.case(product_id)
    assert (case["status"], case["outcome"]) == ("withdrawn", None)
    assert [decision["outcome"] for decision in case["history"]] == ["lolos"]
