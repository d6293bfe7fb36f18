"""Two signatures, or a signature and the end of a memorandum, in two open transactions."""

import asyncio
from uuid import UUID

import pytest

from services.agreements.forms import PksForm, PksSignatureForm
from services.agreements.routes import offers
from services.agreements.routes import pks as agreements
from shared.database import enter_cities
from shared.errors import Refused
from shared.messaging.transaction import Transaction
from shared.people import assignments
from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import curated
from tests.agreements.test_race import Work, commit, consent_ends, ends, interleave, passes, waits_or_is_done
from tests.messaging.conftest import until


def signs(pks: str, subject: str) -> Work:
    async def sign(tx: Transaction) -> None:
        person = await assignments.get_person(tx.connection, subject, tx.now)
        await enter_cities(tx.connection, person.cities)
        await agreements.sign_pks(UUID(pks), PksSignatureForm(version=1), tx, person, "id")

    return sign


async def half_signed(ambon: Agreements, retailer: str, subject: str, offer: str) -> str:
    """An agreement for 400 units a month that lacks the owner's signature alone."""
    await ambon.done(subject, f"/offers/{offer}/answers", {"answer": "accepted"})
    asked = terms(stores=["AMB01"], units_per_store_and_month=400)
    pks = (await ambon.done(subject, f"/offers/{offer}/pks", {"terms": asked}))["pks_id"]
    await ambon.done(subject, f"/pks/{pks}/signatures", {"version": 1})
    return str(pks)


async def test_two_retailers_cannot_both_take_the_same_capacity(ambon: Agreements) -> None:
    await ambon.sign_mou("alfamidi", "indomaret")
    await ambon.hear(curated())
    there = {r["retailer"]: str(r["id"]) for r in await ambon.fetch("SELECT id, retailer FROM offers")}
    first = await half_signed(ambon, "alfamidi", "rina", there["alfamidi"])
    second = await half_signed(ambon, "indomaret", "budi", there["indomaret"])
    with pytest.raises(Refused) as refusal:
        await interleave(ambon, signs(first, "yohana"), signs(second, "yohana"))
    assert refusal.value.code == "capacity-exceeded"
    assert await ambon.statuses("pks") == ["signed", "draft"]


async def test_an_agreement_signed_while_the_memorandum_ends_is_told_or_not_signed(ambon: Agreements) -> None:
    offer = await ambon.offer()
    pks = await half_signed(ambon, "alfamidi", "rina", offer)
    (mou,) = await ambon.fetch("SELECT id FROM mous")
    assert await interleave(ambon, signs(pks, "yohana"), ends(str(mou["id"])))
    assert await ambon.statuses("pks") == ["signed"]
    assert [e["why"] for e in await ambon.announced("pks-basis-lost")] == ["mou-ended"]


async def test_the_end_of_a_memorandum_comes_before_the_last_signature(ambon: Agreements) -> None:
    offer = await ambon.offer()
    pks = await half_signed(ambon, "alfamidi", "rina", offer)
    (mou,) = await ambon.fetch("SELECT id FROM mous")
    with pytest.raises(Refused) as refusal:
        await interleave(ambon, ends(str(mou["id"])), signs(pks, "yohana"))
    assert refusal.value.code == "pks-ended"
    assert await ambon.statuses("pks") == ["ended"]
    assert await ambon.announced("pks-signed") == []


async def test_a_further_agreement_is_not_drafted_while_the_memorandum_ends(ambon: Agreements) -> None:
    await ambon.sign_pks()
    (row,) = await ambon.fetch("SELECT offer_id, mou_id FROM pks")

    async def drafts(tx: Transaction) -> None:
        person = await assignments.get_person(tx.connection, "rina", tx.now)
        await enter_cities(tx.connection, person.cities)
        form = PksForm.model_validate({"terms": terms(stores=["AMB03"])})
        await offers.draft_pks(row["offer_id"], form, tx, person, "id")

    with pytest.raises(Refused) as refusal:
        await interleave(ambon, ends(str(row["mou_id"])), drafts)
    assert refusal.value.code == "mou-not-live"
    assert await ambon.statuses("pks") == ["signed"]


async def test_both_parties_sign_at_the_very_same_moment(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    answers = await asyncio.gather(
        *(ambon.post(subject, f"/pks/{pks}/signatures", {"version": 1}) for subject in ("rina", "yohana"))
    )
    assert sorted(answer.json()["status"] for answer in answers) == ["draft", "signed"]
    assert len(await ambon.announced("pks-signed")) == 1


async def test_two_drafts_for_one_offer_at_the_same_moment_are_one(ambon: Agreements) -> None:
    offer = await ambon.offer()
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"})
    answers = await asyncio.gather(*(ambon.post("rina", f"/offers/{offer}/pks", {"terms": terms()}) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
    assert await ambon.statuses("pks") == ["draft"]


async def test_a_signature_and_a_batch_that_hears_of_a_result_and_then_of_consent_do_not_wait_for_each_other(
    ambon: Agreements,
) -> None:
    pks = await ambon.draft_pks()
    async with ambon.begin() as tx:
        await passes(tx)
        signature = asyncio.create_task(commit(ambon, signs(pks, "rina")))
        await until(lambda: waits_or_is_done(ambon, signature))
        await consent_ends(tx)
    with pytest.raises(Refused) as refusal:
        await asyncio.wait_for(signature, 10)
    assert refusal.value.code == "pks-ended"
    assert await ambon.statuses("pks") == ["ended"]
