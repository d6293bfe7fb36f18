"""Offers and agreements stand on a product that passed and a memorandum in force; what follows when either comes or
goes, in whichever order it is heard."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import domain
from services.agreements.domain import Decided, Heard, Known, OfferStatus, PksStatus
from shared.events.agreements import PKSBasisLost, PKSEnded, ProductOffered
from shared.events.event import Event
from shared.events.public import AgreementBasisLost, OfferChanged, OfferMade, OfferWithdrawn
from shared.events.registration import BusinessChanged, ConsentWithdrawn
from tests.agreements.samples import (
    BUSINESS,
    BUSINESS_ID,
    CHAIN,
    FACTS,
    MAYOR,
    NOW,
    OWNER,
    PRODUCT,
    PRODUCT_ID,
    curated,
    draft_pks,
    ids,
    in_force,
    known,
    lapsed,
    offer,
    sign_pks,
    withdrawn,
)


def follow(before: Known, *facts: Heard) -> Decided:
    return domain.follow_products(before, facts, at=NOW, ids=ids())


def told(decided: Decided, *types: type[Event]) -> list[Event]:
    return [event for event in decided.announcements if isinstance(event, types)]


def test_a_product_that_passed_is_offered_to_each_retailer_of_each_memorandum_in_force() -> None:
    both = replace(in_force(), retailers=("alfamidi", "indomaret"))
    decided = follow(known(mous=[both, replace(in_force(), id=UUID(int=5))]), curated())
    assert sorted(o.retailer for o in decided.made) == ["alfamidi", "alfamidi", "indomaret"]
    assert len(told(decided, ProductOffered)) == len(told(decided, OfferMade)) == 3


def test_an_offer_carries_the_product_as_it_was_judged_and_fourteen_days() -> None:
    (made,) = follow(known(), curated()).made
    assert (made.revision, made.facts, made.answer_due) == (1, FACTS, date(2026, 12, 8))


def test_the_day_is_that_of_the_city() -> None:
    late = NOW.replace(hour=23, minute=30)
    decided = domain.follow_products(known(), [curated()], at=late.astimezone(), ids=ids())
    assert decided.made[0].answer_due == date(2026, 12, 8)


def test_no_memorandum_no_offer_but_the_result_is_remembered() -> None:
    decided = follow(known(mous=[]), curated())
    assert (decided.made, decided.products[0].offerable) == ([], True)


def test_a_memorandum_that_begins_offers_what_passed_before() -> None:
    decided = domain.begin_mous(known(products={PRODUCT_ID: PRODUCT}), at=NOW, ids=ids())
    assert [o.product_id for o in decided.made] == [PRODUCT_ID]


def test_the_day_after_its_last_a_memorandum_takes_no_offer_even_where_the_clock_lags_behind() -> None:
    last = date(2026, 11, 23)
    assert follow(known(mous=[replace(in_force(), until=last)]), curated()).made == []
    assert len(follow(known(mous=[replace(in_force(), until=NOW.date())]), curated()).made) == 1


def test_another_citys_memorandum_is_not_about_this_product() -> None:
    assert follow(known(mous=[replace(in_force(), city="kediri")]), curated()).made == []


@pytest.mark.parametrize("outcome", ["perlu-pembinaan", "tidak-lolos"])
def test_what_did_not_pass_is_not_offered(outcome: str) -> None:
    assert follow(known(), curated(outcome=outcome)).made == []


def test_the_same_result_again_makes_no_second_offer() -> None:
    first = follow(known(), curated())
    again = known(products={PRODUCT_ID: first.products[0]}, offers=first.made)
    assert follow(again, curated(), curated()).announcements == []


def test_a_withdrawal_heard_before_the_result_makes_no_offer() -> None:
    assert follow(known(), withdrawn(1), curated(revision=1)).made == []
    assert [o.revision for o in follow(known(), withdrawn(1), curated(revision=2)).made] == [2]


def test_a_lapse_heard_before_the_result_makes_no_offer_of_that_revision() -> None:
    assert follow(known(), lapsed(1), curated(outcome="lolos-bersyarat")).made == []
    assert len(follow(known(), lapsed(1), curated(revision=2)).made) == 1


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (withdrawn(1), "product-withdrawn"),
        (lapsed(1), "condition-lapsed"),
        (curated(revision=2), "superseded"),
        (curated(revision=2, outcome="tidak-lolos"), "failed-curation"),
    ],
)
def test_an_offer_whose_basis_has_gone_is_closed_and_the_retailers_systems_hear_it(fact: Heard, why: str) -> None:
    decided = follow(known(products={PRODUCT_ID: PRODUCT}, offers=[offer()]), fact)
    closed = decided.offers[0]
    assert (closed.status, closed.closed_why, closed.closed_at) == (OfferStatus.CLOSED, why, NOW)
    assert [event.why for event in decided.announcements if isinstance(event, OfferWithdrawn)] == [why]


def test_a_newer_revision_that_passed_is_offered_in_place_of_the_older() -> None:
    decided = follow(known(products={PRODUCT_ID: PRODUCT}, offers=[offer()]), curated(revision=2))
    assert [(o.revision, o.status) for o in decided.made] == [(2, OfferStatus.OPEN)]
    positions = [type(event).__name__ for event in decided.announcements]
    assert positions.index("OfferWithdrawn") < positions.index("OfferMade")


def test_an_older_result_changes_nothing() -> None:
    product = replace(PRODUCT, revision=2)
    decided = follow(
        known(products={PRODUCT_ID: product}, offers=[offer(revision=2)]), curated(revision=1, outcome="tidak-lolos")
    )
    assert (decided.products, decided.offers, decided.announcements) == ([product], [], [])


@pytest.mark.parametrize("status", [OfferStatus.REJECTED, OfferStatus.CLOSED, OfferStatus.AGREED])
def test_what_is_settled_is_not_closed_again(status: OfferStatus) -> None:
    decided = follow(known(products={PRODUCT_ID: PRODUCT}, offers=[offer(status=status)]), withdrawn(1))
    assert (decided.offers, decided.announcements) == ([], [])


def test_met_conditions_show_in_the_offer_that_stands() -> None:
    product = replace(PRODUCT, outcome="lolos-bersyarat")
    before = known(products={PRODUCT_ID: product}, offers=[offer(outcome="lolos-bersyarat")])
    decided = follow(before, curated(outcome="lolos"))
    assert [o.outcome for o in decided.offers] == ["lolos"]
    assert (decided.made, [type(event) for event in decided.announcements]) == ([], [OfferChanged])


@pytest.mark.parametrize(
    "fact", [withdrawn(1), lapsed(1), curated(revision=2), curated(revision=2, outcome="tidak-lolos")]
)
def test_an_unsigned_agreement_is_void_with_its_basis(fact: Heard) -> None:
    pks = draft_pks()
    decided = follow(known(products={PRODUCT_ID: PRODUCT}, offers=[offer()], agreements=[pks]), fact)
    assert (decided.agreements[0].status, decided.agreements[0].how) == (PksStatus.ENDED, "void")
    assert [event.how for event in decided.announcements if isinstance(event, PKSEnded)] == ["void"]


def test_a_signed_agreement_holds_and_is_told_once_what_it_lost() -> None:
    pks = sign_pks(draft_pks(), CHAIN, OWNER)
    agreed = offer(status=OfferStatus.AGREED)
    decided = follow(known(products={PRODUCT_ID: PRODUCT}, offers=[agreed], agreements=[pks]), withdrawn(1))
    (kept,) = decided.agreements
    assert (kept.status, kept.lost) == (PksStatus.SIGNED, ("product-withdrawn",))
    for told in (PKSBasisLost, AgreementBasisLost):
        assert [event.why for event in decided.announcements if isinstance(event, told)] == ["product-withdrawn"]
    again = follow(known(products={PRODUCT_ID: decided.products[0]}, agreements=[kept]), withdrawn(1))
    assert again.announcements == []


@pytest.mark.parametrize("outcome", ["lolos", "tidak-lolos"])
def test_a_signed_agreement_is_not_touched_by_a_newer_revision(outcome: str) -> None:
    pks = sign_pks(draft_pks(), CHAIN, OWNER)
    before = known(products={PRODUCT_ID: PRODUCT}, agreements=[pks], mous=[])
    assert follow(before, curated(revision=2, outcome=outcome)).agreements == []


def test_an_ended_memorandum_takes_its_offers_and_drafts_with_it_and_tells_the_signed() -> None:
    draft, signed = draft_pks(), replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7))
    ended = domain.end_mou(in_force(), "Selesai", by=MAYOR, at=NOW)
    before = Known(offers=[offer(), offer(status=OfferStatus.REJECTED)], agreements=[draft, signed])
    decided = domain.end_mous([ended], before, at=NOW)
    assert [(o.status, o.closed_why) for o in decided.offers] == [(OfferStatus.CLOSED, "mou-ended")]
    assert [(p.status, p.lost) for p in decided.agreements] == [
        (PksStatus.ENDED, ()),
        (PksStatus.SIGNED, ("mou-ended",)),
    ]
    assert [type(e).__name__ for e in decided.announcements] == [
        "MoUEnded",
        "OfferClosed",
        "OfferWithdrawn",
        "PKSEnded",
        "PKSBasisLost",
        "AgreementBasisLost",
    ]


def test_when_consent_ends_so_does_what_is_unsigned_and_the_name_is_forgotten() -> None:
    signed = replace(sign_pks(draft_pks(), CHAIN, OWNER), id=UUID(int=7))
    before = known(products={PRODUCT_ID: PRODUCT}, offers=[offer()], agreements=[draft_pks(), signed])
    ended = ConsentWithdrawn(city="ambon", business_id=BUSINESS_ID, withdrawn_at=NOW)
    decided = domain.withdraw_consents(before, [ended], at=NOW)
    assert [(b.name, b.consents) for b in decided.businesses] == [(None, False)]
    assert [o.status for o in decided.offers] == [OfferStatus.CLOSED]
    assert [p.status for p in decided.agreements] == [PksStatus.ENDED, PksStatus.SIGNED]


def test_nothing_of_a_business_without_consent_is_offered() -> None:
    gone = {BUSINESS_ID: replace(BUSINESS, consent_withdrawn_at=NOW)}
    assert follow(known(businesses=gone), curated()).made == []
    passed = known(businesses=gone, products={PRODUCT_ID: PRODUCT})
    assert domain.begin_mous(passed, at=NOW, ids=ids()).made == []


def test_a_name_that_comes_after_the_end_of_consent_is_not_kept() -> None:
    gone = {BUSINESS_ID: replace(BUSINESS, name=None, consent_withdrawn_at=NOW)}
    assert domain.rename_businesses(gone, [_renamed("Lain")])[0].name is None
    there = {BUSINESS_ID: BUSINESS}
    assert domain.rename_businesses(there, [_renamed("Satu"), _renamed("Dua")])[0].name == "Dua"


def _renamed(name: str) -> BusinessChanged:
    fields: dict[str, Any] = {"legal_form": "cv", "scale": "mikro", "kbli_code": "10772", "kbli_version": "2025"}
    return BusinessChanged(
        city="ambon", business_id=BUSINESS_ID, name=name, nib="0220009861929", district_code="81.71.02", **fields
    )


FACTS_OF_ONE_PRODUCT: list[Heard] = [curated(revision=1), curated(revision=2), withdrawn(1), lapsed(1)]


@pytest.mark.parametrize("order", list(permutations(FACTS_OF_ONE_PRODUCT)))
def test_in_whichever_order_facts_are_heard_the_same_offer_stands(order: tuple[Heard, ...]) -> None:
    assert standing(order) == [(2, OfferStatus.OPEN)]


@given(
    st.lists(
        st.sampled_from([*FACTS_OF_ONE_PRODUCT, withdrawn(2), lapsed(2), curated(revision=3, outcome="tidak-lolos")])
    )
)
def test_an_offer_stands_exactly_while_the_product_does_and_once(facts: list[Heard]) -> None:
    product = domain.Product(id=PRODUCT_ID, city="ambon")
    for fact in facts:
        product = follow(known(products={PRODUCT_ID: product}), fact).products[0]
    wanted = [(product.revision, OfferStatus.OPEN)] if product.offerable else []
    assert standing(facts) == wanted


def standing(facts: Any) -> list[tuple[int, OfferStatus]]:
    """The offers that are not closed after all of this was heard, one fact at a time."""
    now, fresh = known(), ids()
    for fact in facts:
        decided = domain.follow_products(now, [fact], at=NOW, ids=fresh)
        offers = {o.id: o for o in (*now.offers, *decided.offers, *decided.made)}
        assert len({o.key for o in offers.values()}) == len(offers)
        now = replace(now, products={PRODUCT_ID: decided.products[0]}, offers=list(offers.values()))
    return [(o.revision, o.status) for o in now.offers if o.status is not OfferStatus.CLOSED]
