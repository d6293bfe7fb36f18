"""What terms an agreement may have, how it is signed, declined and ended."""

from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import domain
from services.agreements.domain import OfferStatus, Pks, PksStatus, Speaker, Terms
from services.agreements.domain.terms import check_capacity
from shared.errors import Conflict, Refused
from shared.events.agreements import PKSSigned
from shared.events.public import AgreementEnded, AgreementSigned
from tests.agreements.samples import (
    ALFAMIDI,
    BUSINESS,
    CHAIN,
    FACTS,
    NOW,
    OWNER,
    PRODUCT,
    STORES,
    TERMS,
    TODAY,
    draft_pks,
    drafted,
    ground,
    in_force,
    offer,
    sign_pks,
)


def refusal(code: str) -> Any:
    return pytest.raises((Refused, Conflict), check=lambda said: said.code == code)


@pytest.mark.parametrize(
    ("code", "differences"),
    [
        ("scheme-unknown", {"scheme": "sewa"}),
        ("returns-unknown", {"returns": "semua"}),
        ("price-not-positive", {"price": 0}),
        ("terms-negative", {"payment_days": -1}),
        ("terms-negative", {"listing_fee": -1}),
        ("percent-too-high", {"margin_percent": 101}),
        ("quantity-not-positive", {"minimum_order": 0}),
        ("quantity-not-positive", {"units_per_store_and_month": 0}),
        ("pks-term-reversed", {"until": date(2026, 11, 30)}),
        ("pks-term-over", {"since": date(2026, 1, 1), "until": date(2026, 11, 23)}),
        ("stores-missing", {"stores": ()}),
        ("stores-repeated", {"stores": (STORES[0], "AMB01")}),
        ("store-unknown", {"stores": ("Alfamidi Sudirman",)}),
        ("trading-terms-too-high", {"trading_terms_percent": 16}),
        ("listing-fee-too-high", {"listing_fee": 50_001}),
        ("capacity-exceeded", {"units_per_store_and_month": 301}),
    ],
)
def test_terms_that_cannot_be(code: str, differences: dict[str, Any]) -> None:
    with refusal(code):
        draft_pks(**differences)


@pytest.mark.parametrize(
    "differences",
    [
        {"trading_terms_percent": 15},
        {"listing_fee": 50_000},
        {"payment_days": 0},
        {"margin_percent": 100},
        {"units_per_store_and_month": 300},
        {"since": TODAY, "until": TODAY},
    ],
)
def test_terms_at_the_limit_can_be(differences: dict[str, Any]) -> None:
    assert draft_pks(**differences).status is PksStatus.DRAFT


def test_the_listing_fees_of_all_stores_together_have_a_limit_too() -> None:
    many = ground(
        retailer=replace(ALFAMIDI, branches=()),
        offer=offer(facts=FACTS.model_copy(update={"capacity_per_month": 10**6})),
    )
    stores = tuple(f"Gerai {n}" for n in range(401))
    with refusal("listing-fees-too-high"):
        draft_pks(many, stores=stores, listing_fee=50_000)
    assert draft_pks(many, stores=stores[:400], listing_fee=50_000)


def test_stores_go_by_name_wherever_branches_are_registered() -> None:
    assert draft_pks(stores=("AMB01", STORES[1])).terms.stores == STORES


@pytest.mark.parametrize(
    ("code", "differences"),
    [
        ("payment-late", {"payment_days": 16}),
        ("listing-fee-doubtful", {"listing_fee": 5_001}),
        ("pks-outlives-mou", {"until": date(2028, 11, 1)}),
    ],
)
def test_what_deserves_a_second_look_is_no_refusal(code: str, differences: dict[str, Any]) -> None:
    terms = draft_pks(**differences).terms
    assert list(domain.warnings_of(terms, offer(), in_force(), on=TODAY)) == [code]
    assert domain.warnings_of(TERMS, offer(), in_force(), on=TODAY) == {}


def test_a_rule_of_law_holds_from_its_day() -> None:
    before = date(2020, 12, 31)
    old = ground(on=before)
    assert draft_pks(old, trading_terms_percent=16, since=before).terms.trading_terms_percent == 16


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
        domain.revise_pks(pks, gone, TERMS, by="rina", at=NOW)
    with refusal(code):
        sign_pks(pks, CHAIN, on=gone)


@pytest.mark.parametrize("order", [(CHAIN, OWNER), (OWNER, CHAIN)])
def test_the_second_signature_makes_the_contract_whoever_gives_it(order: tuple[Speaker, Speaker]) -> None:
    half, there, told = sign(draft_pks(), order[0])
    assert (half.status, there.status, told) == (PksStatus.DRAFT, OfferStatus.ACCEPTED, [])
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
    revised = domain.revise_pks(half, ground(), TERMS, by="rina", at=NOW)[0]
    with refusal("pks-version-old"):
        sign(revised, OWNER, version=1)


def test_new_terms_void_the_signatures_of_the_former() -> None:
    half = sign_pks(draft_pks(), CHAIN)
    cheaper, version, _ = domain.revise_pks(half, ground(), replace(TERMS, price=28_000), by="rina", at=NOW)
    assert (cheaper.version, cheaper.signatures) == (2, ())
    assert cheaper.content_hash == domain.content_hash(version.text) != half.content_hash


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
    assert domain.text_of_pks(ground(), other, number=1) != domain.text_of_pks(ground(), TERMS, number=1)


def test_no_barcode_no_signature() -> None:
    plain = ground(offer=offer(facts=FACTS.model_copy(update={"gtin": None})))
    with refusal("gtin-missing"):
        sign_pks(draft_pks(plain), OWNER, on=plain)


def test_one_draft_at_a_time() -> None:
    with refusal("pks-draft-exists"):
        draft_pks(ground(agreements=[draft_pks()]))


def test_a_store_has_one_agreement_about_a_product_at_a_time() -> None:
    roomy = offer(facts=FACTS.model_copy(update={"capacity_per_month": 10_000}))
    there = [replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7))]
    with refusal("store-agreed-already"):
        draft_pks(ground(offer=roomy, agreements=there))
    assert draft_pks(ground(offer=roomy, agreements=there), stores=("AMB03",))
    assert draft_pks(ground(offer=roomy, agreements=there), since=date(2027, 12, 1), until=date(2028, 6, 30))


def test_what_other_signed_agreements_take_is_not_there_for_this_one() -> None:
    elsewhere = replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7), retailer="indomaret")  # takes 200 of 600
    with refusal("capacity-exceeded"):
        draft_pks(ground(agreements=[elsewhere]), units_per_store_and_month=201)
    assert draft_pks(ground(agreements=[elsewhere]), units_per_store_and_month=200)


def test_capacity_that_was_used_up_since_the_draft_refuses_the_signature() -> None:
    pks = draft_pks(units_per_store_and_month=300)
    elsewhere = replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7), retailer="indomaret")
    with refusal("capacity-exceeded"):
        sign_pks(pks, OWNER, on=ground(agreements=[pks, elsewhere]))


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5), st.integers(1, 50)), max_size=6))
def test_capacity_is_enough_on_every_day_and_not_only_in_sum(others: list[tuple[int, int, int]]) -> None:
    taken = [_months(month, length, units) for month, length, units in others]
    asked = _months(3, 5, 40)
    days = [date(2027, month, 1) for month in range(3, 9)]
    most = max(sum(t.units_per_month for t in taken if t.since <= day <= t.until) for day in days)
    check_capacity(asked, taken, most + 40)
    with refusal("capacity-exceeded"):
        check_capacity(asked, taken, most + 39)


def _months(month: int, length: int, units: int) -> Terms:
    last = min(month + length, 12)
    return replace(
        TERMS,
        since=date(2027, month, 1),
        until=date(2027, last, 28),
        stores=STORES[:1],
        units_per_store_and_month=units,
    )


def test_a_party_declines_what_it_has_not_signed() -> None:
    declined, told = domain.decline_pks(draft_pks(), "Harga terlalu rendah", parties=["usaha"], at=NOW)
    assert (declined.status, declined.how, [type(event).__name__ for event in told]) == (
        PksStatus.ENDED,
        "declined",
        ["PKSEnded"],
    )
    half = sign_pks(draft_pks(), OWNER)
    with refusal("declined-after-signature"):
        domain.decline_pks(half, "Berubah pikiran", parties=["usaha"], at=NOW)
    assert domain.decline_pks(half, "Batal", parties=["alfamidi"], at=NOW)[0].how == "declined"
    with refusal("pks-reason-missing"):
        domain.decline_pks(draft_pks(), " ", parties=["usaha"], at=NOW)


def test_what_both_have_signed_is_ended_and_not_declined() -> None:
    whole = sign_pks(draft_pks(), CHAIN, OWNER)
    with refusal("pks-signed-by-both"):
        domain.decline_pks(whole, "Berubah pikiran", parties=["usaha"], at=NOW)
    with refusal("pks-signed-by-both"):
        domain.revise_pks(whole, ground(), TERMS, by="rina", at=NOW)
    ended, told = domain.end_pks(whole, "Pemasok berhenti", at=NOW)
    assert (ended.how, ended.reason) == ("terminated", "Pemasok berhenti")
    assert [event.how for event in told if isinstance(event, AgreementEnded)] == ["terminated"]
    with refusal("pks-ended"):
        domain.end_pks(ended, "Lagi", at=NOW)
    with refusal("pks-not-signed"):
        domain.end_pks(draft_pks(), "Lagi", at=NOW)


def test_a_draft_that_ends_is_nothing_to_the_retailers_systems() -> None:
    told = domain.decline_pks(draft_pks(), "Batal", parties=["usaha"], at=NOW)[1]
    assert not any(isinstance(event, AgreementEnded) for event in told)
