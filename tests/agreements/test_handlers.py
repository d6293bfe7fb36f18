"""What is heard of products, businesses and consent, on a real database and in whichever order."""

from typing import Any
from uuid import uuid4

import pytest

from shared.events.curation import PASSED
from shared.events.registration import BusinessRegistered, ConsentWithdrawn
from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import BUSINESS_ID, FACTS, NOW, PRODUCT_ID, curated, lapsed, withdrawn


def registered(**differences: Any) -> BusinessRegistered:
    business: dict[str, Any] = {
        "city": "ambon",
        "business_id": BUSINESS_ID,
        "name": "Dapur Tifa Sirimau",
        "nib": "0220009861929",
        "legal_form": "perorangan",
        "scale": "mikro",
        "kbli_code": "10772",
        "kbli_version": "2025",
        "district_code": "81.71.02",
    }
    return BusinessRegistered(**business | differences)


CONSENT_WITHDRAWN = ConsentWithdrawn(city="ambon", business_id=BUSINESS_ID, withdrawn_at=NOW)


async def offered(ambon: Agreements) -> list[tuple[int, str, str]]:
    rows = await ambon.fetch("SELECT revision, retailer, status FROM offers ORDER BY id")
    return [tuple(row) for row in rows]


async def test_a_product_passes_after_the_memorandum_was_signed(ambon: Agreements) -> None:
    await ambon.sign_mou("alfamidi", "indomaret")
    await ambon.hear(curated())
    assert await offered(ambon) == [(1, "alfamidi", "open"), (1, "indomaret", "open")]


async def test_a_product_passes_before_the_memorandum_is_signed(ambon: Agreements) -> None:
    await ambon.hear(curated())
    assert await offered(ambon) == []
    await ambon.sign_mou("alfamidi", "indomaret")
    assert await offered(ambon) == [(1, "alfamidi", "open"), (1, "indomaret", "open")]


async def test_an_offer_is_announced_and_to_the_retailers_own_topic_too(ambon: Agreements) -> None:
    await ambon.hear(registered())
    await ambon.sign_mou("alfamidi", "indomaret")
    await ambon.hear(curated())
    told = {event["topic"]: event for event in await ambon.announced("product-offered", "offer-made")}
    assert set(told) == {
        "gerai.agreements.offer.v1",
        "public.ambon.alfamidi.agreements.v1",
        "public.ambon.indomaret.agreements.v1",
    }
    public = told["public.ambon.alfamidi.agreements.v1"]
    assert (public["key"], public["retailer"]) == (str(PRODUCT_ID), "alfamidi")
    assert (public["business_name"], public["product"]["name"]) == ("Dapur Tifa Sirimau", FACTS.name)


async def test_many_products_in_one_batch_are_each_offered(ambon: Agreements) -> None:
    await ambon.sign_mou()
    await ambon.hear(*(curated(product_id=uuid4()) for _ in range(50)), curated(), curated(revision=2))
    assert len(await offered(ambon)) == 51
    assert len(await ambon.announced("product-offered")) == 51


async def test_a_newer_revision_takes_the_place_of_the_older(ambon: Agreements) -> None:
    await ambon.offer()
    await ambon.hear(curated(revision=2))
    assert await offered(ambon) == [(1, "alfamidi", "closed"), (2, "alfamidi", "open")]
    assert [e["why"] for e in await ambon.announced("offer-closed", "offer-withdrawn")] == ["superseded"] * 2


async def test_a_newer_result_that_did_not_pass_closes_the_offer(ambon: Agreements) -> None:
    await ambon.offer()
    await ambon.hear(curated(revision=2, outcome="perlu-pembinaan"))
    assert [e["why"] for e in await ambon.announced("offer-closed")] == ["failed-curation"]


async def test_a_condition_that_lapsed_closes_the_offer(ambon: Agreements) -> None:
    await ambon.offer(outcome="lolos-bersyarat")
    await ambon.hear(lapsed())
    assert [e["why"] for e in await ambon.announced("offer-closed")] == ["condition-lapsed"]


async def test_a_withdrawal_is_remembered_even_when_it_is_heard_first(ambon: Agreements) -> None:
    await ambon.sign_mou()
    await ambon.hear(withdrawn(2))
    await ambon.hear(curated(revision=1))
    await ambon.hear(curated(revision=2))
    assert await offered(ambon) == []
    await ambon.hear(curated(revision=3))
    assert await offered(ambon) == [(3, "alfamidi", "open")]


async def test_a_withdrawn_product_is_not_offered_when_a_memorandum_begins(ambon: Agreements) -> None:
    await ambon.hear(curated())
    await ambon.hear(withdrawn())
    await ambon.sign_mou()
    assert await offered(ambon) == []


async def test_a_withdrawal_voids_the_draft_and_tells_the_signed(ambon: Agreements) -> None:
    await ambon.sign_pks()
    offer = (await ambon.fetch("SELECT offer_id FROM pks"))[0]["offer_id"]
    await ambon.done("rina", f"/offers/{offer}/pks", {"terms": terms(stores=["AMB03"])})
    await ambon.hear(withdrawn())
    assert await ambon.statuses("pks") == ["signed", "ended"]
    assert [(e["type"], e.get("how", e.get("why"))) for e in await ambon.announced("pks-ended", "pks-basis-lost")] == [
        ("pks-basis-lost", "product-withdrawn"),
        ("pks-ended", "void"),
    ]
    assert await ambon.statuses("offers") == ["agreed"]


async def test_met_conditions_show_in_the_offer(ambon: Agreements) -> None:
    offer = await ambon.offer(outcome="lolos-bersyarat")
    await ambon.hear(curated(outcome="lolos"))
    assert (await ambon.get("rina", f"/offers/{offer}")).json()["outcome"] == "lolos"
    assert len(await ambon.announced("product-offered")) == 1


async def test_the_name_of_a_business_is_copied_and_forgotten_with_the_consent(ambon: Agreements) -> None:
    await ambon.hear(registered(name="Satu"), registered(name="Dapur Tifa"))
    offer = await ambon.offer()
    assert (await ambon.get("rina", f"/offers/{offer}")).json()["business_name"] == "Dapur Tifa"
    await ambon.hear(CONSENT_WITHDRAWN)
    shown = (await ambon.get("rina", f"/offers/{offer}")).json()
    assert (shown["business_name"], shown["status"], shown["closed_why"]) == (None, "closed", "consent-withdrawn")


async def test_after_the_consent_nothing_is_offered_whatever_comes(ambon: Agreements) -> None:
    await ambon.sign_mou()
    await ambon.hear(CONSENT_WITHDRAWN)
    await ambon.hear(curated())
    assert await offered(ambon) == []
    await ambon.sign_mou("indomaret")
    assert await offered(ambon) == []


async def test_without_consent_the_unsigned_ends_and_its_text_is_forgotten(ambon: Agreements) -> None:
    await ambon.hear(registered())
    await ambon.draft_pks()
    assert "Dapur Tifa" in (await ambon.fetch("SELECT text FROM pks_versions"))[0]["text"]
    await ambon.hear(CONSENT_WITHDRAWN)
    assert await ambon.statuses("pks") == ["ended"]
    assert [row["text"] for row in await ambon.fetch("SELECT text FROM pks_versions")] == [""]


async def test_a_signed_agreement_is_kept_with_its_text_by_legal_hold(ambon: Agreements) -> None:
    await ambon.hear(registered())
    await ambon.sign_pks()
    await ambon.hear(CONSENT_WITHDRAWN)
    assert await ambon.statuses("pks") == ["signed"]
    assert "Dapur Tifa" in (await ambon.fetch("SELECT text FROM pks_versions"))[0]["text"]


async def test_whoever_was_offered_something_hears_that_the_consent_ended_whatever_became_of_it(
    ambon: Agreements,
) -> None:
    rejected = await ambon.offer()
    await ambon.done("rina", f"/offers/{rejected}/answers", {"answer": "rejected", "reason": "Kemasan bocor"})
    await ambon.hear(CONSENT_WITHDRAWN)
    (told,) = await ambon.announced("consent-ended")
    assert (told["offer_id"], told["business_id"], told["topic"]) == (
        rejected,
        str(BUSINESS_ID),
        "public.ambon.alfamidi.agreements.v1",
    )


async def test_the_parties_of_a_signed_agreement_hear_of_the_consent_after_a_withdrawal_too(ambon: Agreements) -> None:
    await ambon.sign_pks()
    await ambon.hear(withdrawn())
    await ambon.hear(CONSENT_WITHDRAWN)
    told = await ambon.announced("pks-basis-lost", "agreement-basis-lost")
    assert [event["why"] for event in told] == [*["product-withdrawn"] * 2, *["consent-withdrawn"] * 2]


async def test_a_product_of_a_city_that_was_not_heard_of_waits_for_it(ambon: Agreements) -> None:
    await ambon.hear(curated(city="pekalongan"))
    there = await ambon.fetch("SELECT outcome FROM products", cities=frozenset({"pekalongan"}))
    assert [row["outcome"] for row in there] == ["lolos"]


async def test_a_batch_of_several_cities_stays_apart(ambon: Agreements) -> None:
    await ambon.sign_mou()
    await ambon.hear(curated(), curated(city="kediri", product_id=uuid4(), business_id=uuid4()))
    assert await offered(ambon) == [(1, "alfamidi", "open")]


async def test_a_late_withdrawal_of_an_older_revision_brings_no_offer_back_whose_owner_consents_no_longer(
    ambon: Agreements,
) -> None:
    await ambon.hear(curated(revision=2))
    await ambon.hear(CONSENT_WITHDRAWN)
    await ambon.sign_mou()
    await ambon.hear(withdrawn(1))
    assert await offered(ambon) == []
    assert await ambon.announced("product-offered", "offer-made") == []


async def test_a_late_withdrawal_of_an_older_revision_leaves_the_newer_offered(ambon: Agreements) -> None:
    await ambon.sign_mou()
    await ambon.hear(registered())
    await ambon.hear(curated(revision=2))
    await ambon.hear(withdrawn(1))
    assert await offered(ambon) == [(2, "alfamidi", "open")]


async def test_the_retailers_systems_hear_that_conditions_are_met(ambon: Agreements) -> None:
    offer = await ambon.offer(outcome="lolos-bersyarat")
    await ambon.hear(curated(outcome="lolos"))
    (changed,) = await ambon.announced("offer-changed")
    assert (changed["topic"], changed["offer_id"], changed["outcome"]) == (
        "public.ambon.alfamidi.agreements.v1",
        offer,
        "lolos",
    )
    await ambon.hear(curated(outcome="lolos"))
    assert len(await ambon.announced("offer-changed")) == 1


@pytest.mark.parametrize("outcome", ["lolos", "lolos-bersyarat", "perlu-pembinaan", "tidak-lolos"])
async def test_a_memorandum_that_begins_offers_whatever_passed_and_nothing_else(
    ambon: Agreements, outcome: str
) -> None:
    await ambon.hear(curated(outcome=outcome))
    await ambon.sign_mou()
    assert len(await offered(ambon)) == (outcome in PASSED)
