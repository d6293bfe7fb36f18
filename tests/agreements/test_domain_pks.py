"""How an agreement is drafted, signed, declined and ended."""

from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import domain
from services.agreements.domain import Known, OfferStatus, Pks, PksStatus, Speaker, Terms
from shared.errors import Conflict, Refused
from shared.events.agreements import PKSEnded, PKSPartlySigned, PKSSigned
from shared.events.public import AgreementEnded, AgreementSigned
from tests.agreements.samples import (
    BUSINESS,
    CHAIN,
    FACTS,
    MAYOR,
    NOW,
    OWNER,
    PKS_ID,
    PRODUCT,
    STORES,
    TERMS,
    draft_pks,
    drafted,
    ground,
    in_force,
    offer,
    sign_pks,
)
from tests.agreements.test_domain_mou import refusal


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ({"mou": drafted()}, "mou-not-live"),
        ({"mou": domain.lapse_mou(in_force(), at=NOW)[0]}, "mou-not-live"),
        ({"on": date(2028, 11, 1)}, "mou-not-live"),
        ({"offer": offer(status=OfferStatus.OPEN)}, "offer-not-accepted"),
        ({"offer": offer(status=OfferStatus.CLOSED, closed_why="superseded")}, "offer-closed"),
        ({"product": replace(PRODUCT, withdrawn_revision=1)}, "offer-closed"),
        ({"business": replace(BUSINESS, consent_withdrawn_at=NOW)}, "offer-closed"),
    ],
)
def test_an_agreement_needs_ground_when_it_is_drafted_changed_and_signed(
    differences: dict[str, Any], code: str
) -> None:
    pks, gone = draft_pks(), ground(**differences)
    with refusal(code):
        draft_pks(gone)
    with refusal(code):
        domain.revise_pks(pks, gone, TERMS, version=1, by="rina", at=NOW)
    with refusal(code):
        sign_pks(pks, CHAIN, on=gone)


@pytest.mark.parametrize("order", [(CHAIN, OWNER), (OWNER, CHAIN)])
def test_the_second_signature_makes_the_contract_whoever_gives_it(order: tuple[Speaker, Speaker]) -> None:
    half, there, told = sign(draft_pks(), order[0])
    assert (half.status, there.status) == (PksStatus.DRAFT, OfferStatus.ACCEPTED)
    assert [(type(event), event.party) for event in told] == [(PKSPartlySigned, order[0].party)]
    whole, there, told = sign(half, order[1])
    assert (whole.status, whole.signed_at, there.status) == (PksStatus.SIGNED, NOW, OfferStatus.AGREED)
    assert [type(event) for event in told] == [PKSSigned, AgreementSigned]


def sign(pks: Pks, speaker: Speaker, **differences: Any) -> tuple[Pks, domain.Offer, list[Any]]:
    said: dict[str, Any] = {"version": pks.version, "number": None, "at": NOW}
    return domain.sign_pks(pks, ground(), speakers=[speaker], **said | differences)


def test_both_numbers_are_told_where_there_are_some() -> None:
    half, _, _ = sign(draft_pks(), CHAIN, number=" 12/PKS/2026 ")
    told = sign(half, OWNER)[2]
    assert told[0].numbers == {"alfamidi": "12/PKS/2026"}


def test_a_party_signs_once_and_the_version_it_has_read() -> None:
    half = sign_pks(draft_pks(), CHAIN)
    with refusal("signed-already"):
        sign(half, CHAIN)
    revised = domain.revise_pks(draft_pks(), ground(), TERMS, version=1, by="rina", at=NOW)[0]
    with refusal("pks-version-old"):
        sign(revised, OWNER, version=1)
    with refusal("pks-version-old"):
        domain.decline_pks(revised, "Harga terlalu rendah", version=1, speakers=[OWNER], at=NOW)


def test_new_terms_have_a_number_and_a_hash_of_their_own() -> None:
    drafted = draft_pks()
    cheaper, version, _ = domain.revise_pks(
        drafted, ground(), replace(TERMS, price=28_000), version=1, by="rina", at=NOW
    )
    assert (cheaper.version, version.number) == (2, 2)
    assert cheaper.content_hash == domain.content_hash(version.text) != drafted.content_hash


@pytest.mark.parametrize("first", [CHAIN, OWNER])
def test_what_anybody_has_signed_is_signed_or_declined_and_not_changed(first: Speaker) -> None:
    half = sign_pks(draft_pks(), first)
    with refusal("pks-signed-by-one"):
        domain.revise_pks(half, ground(), replace(TERMS, price=28_000), version=1, by="rina", at=NOW)
    other = OWNER if first is CHAIN else CHAIN
    assert sign(half, other)[0].status is PksStatus.SIGNED
    assert domain.decline_pks(half, "Batal", version=1, speakers=[other], at=NOW)[0].how == "declined"


ACTS = st.lists(st.sampled_from(["revise", *(f"{act} {who}" for act in ("sign", "decline") for who in "CO")]))


@given(ACTS)
def test_whatever_is_done_nobody_declines_what_they_have_signed(acts: list[str]) -> None:
    """By whichever detour: who has once signed is only let go by the other side's no."""
    pks, bound = draft_pks(), set[str]()
    for act in acts:
        by = CHAIN if act.endswith("C") else OWNER
        with suppress(Refused, Conflict):
            if act == "revise":
                pks = domain.revise_pks(pks, ground(), TERMS, version=pks.version, by="rina", at=NOW)[0]
            elif act.startswith("sign"):
                pks = sign(pks, by)[0]
                bound.add(by.party)
            else:
                pks = domain.decline_pks(pks, "Batal", version=pks.version, speakers=[by], at=NOW)[0]
                assert by.party not in bound
        assert {signature.party for signature in pks.signatures} == bound


OTHER_TERMS: dict[str, Any] = {
    "scheme": "konsinyasi",
    "price": 29_999,
    "payment_days": 15,
    "margin_percent": 21,
    "listing_fee": 1,
    "trading_terms_percent": 11,
    "returns": "tidak-ada",
    "stores": STORES[:1],
    "minimum_order": 13,
    "units_per_store_and_month": 101,
    "since": date(2026, 12, 2),
    "until": date(2027, 11, 29),
}


@pytest.mark.parametrize("field", [field.name for field in fields(Terms)])
def test_every_term_is_part_of_what_is_signed(field: str) -> None:
    other = replace(TERMS, **{field: OTHER_TERMS[field]})
    assert text_of(other) != text_of(TERMS)


def text_of(terms: Terms) -> str:
    return domain.draft_pks(ground(), terms, pks_id=PKS_ID, by="rina", at=NOW)[1].text


def test_the_text_that_is_signed_is_in_words() -> None:
    assert text_of(TERMS).splitlines() == [
        "PERJANJIAN KERJA SAMA",
        "Kesepakatan Bersama: Pemasaran Produk UMKM (1/kota/2026, 1/alfamidi/2026)",
        "Mitra ritel: PT Midi Utama Indonesia Tbk",
        "Pelaku usaha: Dapur Tifa Sirimau",
        "Produk: Sambal Roa Tifa, 150 g, GTIN 8991001000019, revisi 1",
        "Versi: 1",
        "Skema: beli putus",
        "Harga per unit jual: Rp30.000",
        "Pembayaran: 14 hari sejak faktur",
        "Margin mitra ritel: 20 persen dari harga rak",
        "Biaya pendaftaran per gerai, satu kali: Rp0",
        "Seluruh biaya yang dibebankan: 10 persen dari penjualan",
        "Retur: barang rusak",
        "Gerai: Alfamidi Batu Merah; Alfamidi Passo",
        "Pesanan minimum per gerai: 12 unit",
        "Kebutuhan per gerai per bulan: 100 unit",
        "Jangka waktu: 1 Desember 2026 sampai dengan 30 November 2027",
    ]


def test_great_numbers_of_units_are_written_as_indonesians_do() -> None:
    able = ground(offer=offer(facts=FACTS.model_copy(update={"capacity_per_month": 9_000})))
    many = replace(TERMS, minimum_order=1_000, units_per_store_and_month=1_500)
    text = domain.draft_pks(able, many, pks_id=PKS_ID, by="rina", at=NOW)[1].text
    assert "Pesanan minimum per gerai: 1.000 unit\nKebutuhan per gerai per bulan: 1.500 unit\n" in text


def test_no_barcode_no_signature() -> None:
    plain = ground(offer=offer(facts=FACTS.model_copy(update={"gtin": None})))
    with refusal("gtin-missing"):
        sign_pks(draft_pks(plain), OWNER, on=plain)


def test_one_draft_at_a_time() -> None:
    with refusal("pks-draft-exists"):
        draft_pks(ground(agreements=[draft_pks()]))


def test_a_number_is_of_the_partys_own_numbering() -> None:
    by_chain, by_owner = sign_pks(draft_pks(), CHAIN, OWNER).signatures
    assert domain.number_owner(draft_pks(), by_chain) == "alfamidi"
    assert domain.number_owner(draft_pks(), by_owner) == str(BUSINESS.id)


def test_why_a_draft_is_void_is_a_code_that_people_read_in_their_language() -> None:
    void = domain.end_mous(
        [domain.end_mou(in_force(), "Selesai", by=MAYOR, at=NOW)], Known(agreements=[draft_pks()]), at=NOW
    ).agreements[0]
    assert (void.how, void.reason) == ("void", "mou-ended")
    assert domain.reason_of(void, "id") == "Kesepakatan Bersama dengan mitra ritel sudah berakhir."
    assert domain.reason_of(void, "en") == "The MoU with the retailer has ended."
    declined = domain.decline_pks(draft_pks(), "mou-ended", version=1, speakers=[OWNER], at=NOW)[0]
    assert domain.reason_of(declined, "en") == "mou-ended"


def test_a_party_declines_what_it_has_not_signed() -> None:
    declined, told = domain.decline_pks(draft_pks(), "Harga terlalu rendah", version=1, speakers=[OWNER], at=NOW)
    assert (declined.status, declined.how, declined.ended_by) == (PksStatus.ENDED, "declined", OWNER)
    assert [(type(event), event.__dict__["party"]) for event in told] == [(PKSEnded, "usaha")]
    half = sign_pks(draft_pks(), OWNER)
    with refusal("declined-after-signature"):
        domain.decline_pks(half, "Berubah pikiran", version=1, speakers=[OWNER], at=NOW)
    assert domain.decline_pks(half, "Batal", version=1, speakers=[CHAIN], at=NOW)[0].how == "declined"
    with refusal("pks-reason-missing"):
        domain.decline_pks(draft_pks(), " ", version=1, speakers=[OWNER], at=NOW)


def test_what_both_have_signed_is_ended_and_not_declined() -> None:
    whole = sign_pks(draft_pks(), CHAIN, OWNER)
    with refusal("pks-signed-by-both"):
        domain.decline_pks(whole, "Berubah pikiran", version=1, speakers=[OWNER], at=NOW)
    with refusal("pks-signed-by-both"):
        domain.revise_pks(whole, ground(), TERMS, version=1, by="rina", at=NOW)
    ended, told = domain.end_pks(whole, "Pemasok berhenti", by=CHAIN, at=NOW)
    assert (ended.how, ended.reason) == ("terminated", "Pemasok berhenti")
    assert [event.how for event in told if isinstance(event, AgreementEnded)] == ["terminated"]
    assert [event.party for event in told if isinstance(event, PKSEnded)] == [CHAIN.party]
    assert ended.ended_by == CHAIN
    with refusal("pks-ended"):
        domain.end_pks(ended, "Lagi", by=CHAIN, at=NOW)
    with refusal("pks-not-signed"):
        domain.end_pks(draft_pks(), "Lagi", by=CHAIN, at=NOW)


def test_where_nobody_ended_it_nobody_is_said_to_have() -> None:
    for pks in (draft_pks(), sign_pks(draft_pks(), CHAIN, OWNER)):
        lapsed, told = domain.lapse_pks(pks, at=NOW)
        assert (lapsed.ended_by, told[0].__dict__["party"]) == (None, None)


@pytest.mark.parametrize(
    ("until", "sign_by", "why"),
    [
        (date(2027, 11, 30), date(2026, 12, 24), "signature-missing"),
        (date(2026, 12, 8), date(2026, 12, 8), "term-over"),
    ],
)
def test_a_second_signature_is_waited_for_until_a_last_day(until: date, sign_by: date, why: str) -> None:
    half = sign_pks(draft_pks(until=until), OWNER)
    assert half.sign_by == sign_by
    void = domain.lapse_pks(half, at=NOW)[0]
    assert (void.how, void.reason) == ("void", why)
    late = ground(on=date(2026, 12, 25))
    with refusal("pks-ended"):
        sign_pks(half, CHAIN, on=late)
    assert sign_pks(half, CHAIN, on=replace(late, on=sign_by)).sign_by is None


@pytest.mark.parametrize("order", [(CHAIN, OWNER), (OWNER, CHAIN)])
def test_nobody_signs_for_both_sides(order: tuple[Speaker, Speaker]) -> None:
    first, second = (replace(speaker, subject="rina") for speaker in order)
    half = sign_pks(draft_pks(), first)
    with refusal("signed-for-other-side"):
        sign(half, second)
    assert sign(half, replace(second, subject="budi"))[0].status is PksStatus.SIGNED


def test_who_speaks_for_both_declines_for_the_side_that_has_not_signed() -> None:
    half = sign_pks(draft_pks(), CHAIN)
    assert domain.decline_pks(half, "Batal", version=1, speakers=[CHAIN, OWNER], at=NOW)[0].ended_by == OWNER


def test_a_draft_that_ends_is_nothing_to_the_retailers_systems() -> None:
    told = domain.decline_pks(draft_pks(), "Batal", version=1, speakers=[OWNER], at=NOW)[1]
    assert not any(isinstance(event, AgreementEnded) for event in told)
