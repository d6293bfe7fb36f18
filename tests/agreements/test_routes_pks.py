"""Cooperation agreements over HTTP: terms, both signatures, and who sees them."""

from typing import Any

import pytest

from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import FACTS, curated


async def test_an_agreement_from_its_draft_to_the_shelf(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    half = await ambon.done("yohana", f"/pks/{pks}/signatures", {"version": 1})
    assert half["status"] == "draft"
    whole = await ambon.done("rina", f"/pks/{pks}/signatures", {"version": 1, "number": "12/PKS/2026"})
    assert whole["status"] == "signed"
    told = {e["type"]: e for e in await ambon.announced()}
    assert (told["pks-partly-signed"]["party"], told["pks-partly-signed"]["version"]) == ("usaha", 1)
    assert told["pks-signed"]["numbers"] == {"alfamidi": "12/PKS/2026"}
    assert {s["party"]: s["title"] for s in told["pks-signed"]["signatures"]} == {
        "usaha": "Pelaku Usaha",
        "alfamidi": "Mitra Ritel",
    }
    assert told["agreement-signed"]["topic"] == "public.ambon.alfamidi.agreements.v1"
    assert "signatures" not in told["agreement-signed"]
    shown = (await ambon.get("yohana", f"/pks/{pks}")).json()
    assert (shown["status"], shown["missing_signatures"], shown["terms"]["price"]) == ("signed", [], 30_000)
    assert await ambon.statuses("offers") == ["agreed"]


async def test_other_terms_are_read_before_they_are_signed_or_declined(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    other = {"version": 1, "terms": terms(price=25_000, payment_days=30)}
    revised = await ambon.done("rina", f"/pks/{pks}/versions", other)
    assert (revised["version"], [w["code"] for w in revised["warnings"]]) == (2, ["payment-late"])
    declined = {"version": 1, "reason": "Harga terlalu rendah"}
    blind = (("yohana", "signatures", {"version": 1}), ("yohana", "declines", declined), ("rina", "versions", other))
    for subject, path, body in blind:
        late = await ambon.post(subject, f"/pks/{pks}/{path}", body)
        assert (late.status_code, late.json()["code"]) == (409, "pks-version-old")
    shown = (await ambon.get("yohana", f"/pks/{pks}")).json()
    assert (shown["missing_signatures"], [v["terms"]["price"] for v in shown["versions"]]) == (
        ["alfamidi", "usaha"],
        [30_000, 25_000],
    )


async def test_what_is_signed_can_be_read_word_for_word(ambon: Agreements) -> None:
    shown = (await ambon.get("rina", f"/pks/{await ambon.draft_pks()}")).json()
    text = shown["versions"][0]["text"]
    for said in (
        "PT Midi Utama Indonesia Tbk",
        "Sambal Roa Tifa",
        "8991001000019",
        "Harga per unit jual: Rp30.000",
    ):
        assert said in text


async def test_no_signature_without_a_memorandum_in_force(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    ambon.move_clock(701)  # the memorandum's last day is over; the clock has not come by yet
    refused = await ambon.post("yohana", f"/pks/{pks}/signatures", {"version": 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "mou-not-live")


async def test_no_signature_without_a_barcode_and_the_draft_warns_of_it(ambon: Agreements) -> None:
    offer = await ambon.offer(product=FACTS.model_copy(update={"gtin": None}))
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"})
    drafted = await ambon.done("rina", f"/offers/{offer}/pks", {"terms": terms()})
    assert [w["code"] for w in drafted["warnings"]] == ["gtin-missing"]
    refused = await ambon.post("rina", f"/pks/{drafted['pks_id']}/signatures", {"version": 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "gtin-missing")
    assert "barcode" in refused.json()["detail"]


async def test_after_a_decline_the_retailer_may_put_other_terms(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    declined = await ambon.done("yohana", f"/pks/{pks}/declines", {"version": 1, "reason": "Harga terlalu rendah"})
    assert (declined["status"], declined["how"]) == ("ended", "declined")
    offer = (await ambon.fetch("SELECT id FROM offers"))[0]["id"]
    await ambon.done("rina", f"/offers/{offer}/pks", {"terms": terms(price=33_000)})
    assert await ambon.statuses("pks") == ["ended", "draft"]


async def test_nobody_declines_what_they_have_signed(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    await ambon.done("yohana", f"/pks/{pks}/signatures", {"version": 1})
    refused = await ambon.post("yohana", f"/pks/{pks}/declines", {"version": 1, "reason": "Berubah pikiran"})
    assert (refused.status_code, refused.json()["code"]) == (422, "declined-after-signature")
    declined = await ambon.done("rina", f"/pks/{pks}/declines", {"version": 1, "reason": "Batal"})
    assert declined["how"] == "declined"
    shown = (await ambon.get("yohana", f"/pks/{pks}")).json()
    assert shown["ended_by"] == {"party": "alfamidi", "subject": "rina", "title": "Mitra Ritel"}


async def test_nor_do_they_get_rid_of_it_by_a_further_version(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    await ambon.done("rina", f"/pks/{pks}/signatures", {"version": 1})
    refused = await ambon.post("rina", f"/pks/{pks}/versions", {"version": 1, "terms": terms()})
    assert (refused.status_code, refused.json()["code"]) == (422, "pks-signed-by-one")
    assert (await ambon.done("yohana", f"/pks/{pks}/signatures", {"version": 1}))["status"] == "signed"


async def test_a_party_ends_what_both_have_signed(ambon: Agreements) -> None:
    pks = await ambon.sign_pks()
    ended = await ambon.done("yohana", f"/pks/{pks}/end", {"reason": "Pindah usaha"})
    assert (ended["status"], ended["how"]) == ("ended", "terminated")
    told = await ambon.announced("pks-ended", "agreement-ended")
    assert [(e["type"], e["how"]) for e in told] == [("pks-ended", "terminated"), ("agreement-ended", "terminated")]
    assert told[0]["party"] == "usaha"
    assert "yohana" not in str(told)
    assert (await ambon.get("rina", f"/pks/{pks}")).json()["ended_by"]["subject"] == "yohana"


async def test_two_businesses_may_use_the_same_number_and_one_retailer_may_not(ambon: Agreements) -> None:
    pks = await ambon.draft_pks(stores=["AMB01"])
    await ambon.done("rina", f"/pks/{pks}/signatures", {"version": 1, "number": "1/2026"})
    await ambon.done("yohana", f"/pks/{pks}/signatures", {"version": 1, "number": "1/2026"})
    offer = (await ambon.fetch("SELECT id FROM offers"))[0]["id"]
    second = (await ambon.done("rina", f"/offers/{offer}/pks", {"terms": terms(stores=["AMB02"])}))["pks_id"]
    for subject in ("rina", "yohana"):
        taken = await ambon.post(subject, f"/pks/{second}/signatures", {"version": 1, "number": "1/2026"})
        assert (taken.status_code, taken.json()["code"]) == (409, "number-taken")


@pytest.mark.parametrize(
    ("subject", "path", "body", "status"),
    [
        ("budi", "/pks/{pks}/versions", {"version": 1, "terms": terms()}, 404),
        ("yohana", "/pks/{pks}/versions", {"version": 1, "terms": terms()}, 403),
        ("budi", "/pks/{pks}/signatures", {"version": 1}, 404),
        ("diskop", "/pks/{pks}/signatures", {"version": 1}, 403),
        ("bodewin", "/pks/{pks}/declines", {"version": 1, "reason": "?"}, 403),
        ("budi", "/pks/{pks}/declines", {"version": 1, "reason": "?"}, 404),
        ("sela", "/pks/{pks}/declines", {"version": 1, "reason": "?"}, 404),
        ("sela", "/pks/{pks}/signatures", {"version": 1}, 404),
        ("budi", "/pks/{pks}/end", {"reason": "?"}, 404),
        ("rina", "/pks/{pks}/end", {"reason": "?"}, 422),
        ("rina", "/pks/{pks}/declines", {"version": 1, "reason": " "}, 422),
        ("rina", "/pks/{pks}/versions", {"version": 1, "terms": terms(price=0)}, 422),
        ("rina", "/pks/{pks}/versions", {"version": 1, "terms": terms(stores=["Alfamidi Sudirman"])}, 422),
        ("rina", "/pks/{pks}/versions", {"version": 1, "terms": terms(price="banyak")}, 422),
    ],
)
async def test_who_may_not(ambon: Agreements, subject: str, path: str, body: dict[str, Any], status: int) -> None:
    await ambon.assign("sela", "pelaku-usaha", scope="018f0000-0000-7000-8000-0000000000bb")
    pks = await ambon.draft_pks()
    answer = await ambon.post(subject, path.format(pks=pks), body)
    assert (answer.status_code, await ambon.statuses("pks")) == (status, ["draft"])


async def test_only_the_parties_and_the_city_see_an_agreement(ambon: Agreements) -> None:
    await ambon.assign("sela", "pelaku-usaha", scope="018f0000-0000-7000-8000-0000000000bb")
    pks = await ambon.sign_pks()
    for subject, status in {
        "rina": 200,
        "yohana": 200,
        "pengawas": 200,
        "budi": 404,
        "sela": 404,
        "siapa": 403,
    }.items():
        assert (await ambon.get(subject, f"/pks/{pks}")).status_code == status
    for subject, count in {"rina": 1, "yohana": 1, "pengawas": 1, "budi": 0, "sela": 0}.items():
        assert len((await ambon.get(subject, "/pks?city=ambon&status=signed")).json()) == count
    assert (await ambon.get("rina", "/pks?status=draft")).json() == []


async def test_a_renewal_takes_the_place_of_what_ends(ambon: Agreements) -> None:
    await ambon.sign_pks()
    offer = (await ambon.fetch("SELECT id FROM offers"))[0]["id"]
    same = await ambon.post("rina", f"/offers/{offer}/pks", {"terms": terms()})
    assert same.json()["code"] == "store-agreed-already"
    later = terms()
    later |= {"since": later["until"][:4] + "-12-31", "until": str(int(later["until"][:4]) + 1) + "-01-31"}
    assert (await ambon.done("rina", f"/offers/{offer}/pks", {"terms": later}))["status"] == "draft"


async def test_a_newer_revision_closes_the_offer_and_voids_its_draft(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    await ambon.hear(curated(revision=2))
    refused = await ambon.post("yohana", f"/pks/{pks}/signatures", {"version": 1})
    assert refused.json()["code"] == "pks-ended"
    shown = (await ambon.get("yohana", f"/pks/{pks}")).json()
    assert (shown["how"], shown["reason"]) == (
        "void",
        "Produk sudah diajukan ulang dan lolos kurasi dengan data yang lebih baru.",
    )


async def test_a_store_that_is_registered_anew_under_another_name_has_its_agreement_still(ambon: Agreements) -> None:
    pks = await ambon.sign_pks(stores=["AMB01"])
    (row,) = await ambon.fetch("SELECT offer_id FROM pks")
    midi = {"city": "ambon", "code": "alfamidi", "legal_name": "PT Midi"}
    for name in ("Alfamidi Galala", "Alfamidi Galala Baru"):
        await ambon.done("admin", "/retailers", midi | {"branches": [{"code": "AMB01", "name": name}]})
    refused = await ambon.post("rina", f"/offers/{row['offer_id']}/pks", {"terms": terms(stores=["AMB01"])})
    assert refused.json()["code"] == "store-agreed-already"
    assert (await ambon.get("rina", f"/pks/{pks}")).json()["terms"]["stores"] == ["Alfamidi Batu Merah"]


async def test_why_a_draft_is_void_is_told_as_a_code_and_shown_in_words(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    (row,) = await ambon.fetch("SELECT mou_id FROM pks")
    await ambon.done("bodewin", f"/mous/{row['mou_id']}/end", {"reason": "Selesai"})
    assert [e["reason"] for e in await ambon.announced("pks-ended")] == ["mou-ended"]
    shown = await ambon.get("yohana", f"/pks/{pks}", **{"accept-language": "en"})
    assert shown.json()["reason"] == "The MoU with the retailer has ended."
    assert (await ambon.get("yohana", f"/pks/{pks}")).json()["reason"].startswith("Kesepakatan Bersama")


async def test_an_offer_whose_agreement_has_ended_is_not_said_to_have_one(ambon: Agreements) -> None:
    pks = await ambon.sign_pks()
    await ambon.done("yohana", f"/pks/{pks}/end", {"reason": "Pindah usaha"})
    (offer,) = (await ambon.get("yohana", "/offers")).json()
    assert offer["status_label"] == "Berlanjut ke PKS"


async def test_a_refusal_speaks_of_the_offers_own_memorandum_where_another_is_in_force(ambon: Agreements) -> None:
    pks = await ambon.draft_pks()
    ambon.move_clock(690)
    await ambon.sign_mou("indomaret", until=1400)
    ambon.move_clock(701)
    refused = await ambon.post("yohana", f"/pks/{pks}/signatures", {"version": 1})
    assert refused.json()["code"] == "mou-not-live"
    assert "Kesepakatan Bersama penawaran ini tidak berlaku" in refused.json()["detail"]
