"""What terms an agreement may have: the law, the stores, and what the business can make."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import domain
from services.agreements.domain import Branch, PksStatus, Terms
from services.agreements.domain.terms import check_capacity
from shared.events.registration import Licence
from tests.agreements.samples import (
    ALFAMIDI,
    CHAIN,
    FACTS,
    OWNER,
    STORES,
    TERMS,
    TODAY,
    draft_pks,
    ground,
    in_force,
    offer,
    sign_pks,
)
from tests.agreements.test_domain_mou import refusal


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
        ("minimum-order-too-high", {"minimum_order": 101}),
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
        {"minimum_order": 100},
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
        ("pks-begins-before-mou", {"since": TODAY - timedelta(days=1)}),
    ],
)
def test_what_deserves_a_second_look_is_no_refusal(code: str, differences: dict[str, Any]) -> None:
    terms = draft_pks(**differences).terms
    assert list(domain.warnings_of(terms, offer(), in_force(), on=TODAY)) == [code]
    assert domain.warnings_of(TERMS, offer(), in_force(), on=TODAY) == {}


def test_a_licence_that_has_ended_since_the_product_passed_deserves_one_too() -> None:
    of_2026, of_2031 = (Licence(kind="pirt", number=f"2068171010001-{year}", valid_until=None) for year in (26, 31))
    for licences, on, codes in (
        ((of_2026,), date(2026, 12, 31), []),
        ((of_2026,), date(2027, 1, 1), ["licence-ended"]),
        ((of_2026, of_2031), date(2027, 1, 1), []),
    ):
        licensed = offer(facts=FACTS.model_copy(update={"licences": licences}))
        assert list(domain.warnings_of(TERMS, licensed, in_force(), on=on)) == codes


@pytest.mark.parametrize(
    ("different", "on", "codes"),
    [
        ({"halal_status": "dalam-proses", "halal_number": None}, date(2026, 10, 17), []),
        ({"halal_status": "dalam-proses", "halal_number": None}, date(2026, 10, 18), ["halal-duty-open"]),
        ({"halal_status": "tidak-wajib", "halal_number": None}, TODAY, ["halal-duty-open"]),
        ({"halal_status": "tidak-halal-dengan-keterangan", "halal_number": None}, TODAY, []),
        ({"halal_status": "tidak-wajib", "halal_number": None, "category": "kerajinan"}, TODAY, []),
        ({"halal_status": "bersertifikat", "halal_number": "ID32110001902430323"}, TODAY, []),
    ],
)
def test_so_does_what_has_become_a_duty_of_halal_since(different: dict[str, Any], on: date, codes: list[str]) -> None:
    there = offer(facts=FACTS.model_copy(update=different))
    assert list(domain.warnings_of(TERMS, there, in_force(), on=on)) == codes


def test_a_rule_of_law_holds_from_its_day() -> None:
    before = date(2020, 12, 31)
    old = ground(on=before)
    assert draft_pks(old, trading_terms_percent=16, since=before).terms.trading_terms_percent == 16


def test_a_store_has_one_agreement_about_a_product_at_a_time() -> None:
    roomy = offer(facts=FACTS.model_copy(update={"capacity_per_month": 10_000}))
    there = [replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7))]
    with refusal("store-agreed-already") as said:
        draft_pks(ground(offer=roomy, agreements=there))
    assert "sampai 30 November 2027." in said.value.texts["id"]
    assert "until 30 November 2027." in said.value.texts["en"]
    assert draft_pks(ground(offer=roomy, agreements=there), stores=("AMB03",))
    assert draft_pks(ground(offer=roomy, agreements=there), since=date(2027, 12, 1), until=date(2028, 6, 30))


def test_a_store_that_was_renamed_meanwhile_has_its_agreement_still() -> None:
    roomy = offer(facts=FACTS.model_copy(update={"capacity_per_month": 10_000}))
    there = [replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7))]
    renamed = domain.register_retailer(
        city="ambon",
        code="alfamidi",
        legal_name=ALFAMIDI.legal_name,
        branches=[Branch("AMB01", "Alfamidi Galala"), Branch("AMB03", "Alfamidi Latta")],
        before=ALFAMIDI,
    )
    for said in ("Alfamidi Galala", "AMB01", STORES[0]):
        with refusal("store-agreed-already"):
            draft_pks(ground(offer=roomy, agreements=there, retailer=renamed), stores=(said,))
    assert draft_pks(ground(offer=roomy, agreements=there, retailer=renamed), stores=("AMB03",))


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
