"""What ends when an owner withdraws their consent, and what may not be done any more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registration import domain
from shared.errors import Refused
from shared.events.registration import ConsentWithdrawn, ContactErased, FunctionAssigned, ProductWithdrawn
from shared.people.functions import ASSISTANT, OWNER
from tests.registration.test_domain_business import CHANGES
from tests.registration.test_domain_contacts import known
from tests.registration.test_domain_product import submitted
from tests.registration.test_domain_sheet import AMBON, BUSINESS, NOW, PRODUCT_ID, SHEET, draft

WITHOUT_CONSENT, *_ = domain.withdraw_consent(BUSINESS, [], entered_as=OWNER, owners=["yohana"], at=NOW)
OTHER = UUID("018f0000-0000-7000-8000-000000000009")


def held(function: str = OWNER, *, scope: str | None = str(BUSINESS.id), city: str = "ambon") -> FunctionAssigned:
    return FunctionAssigned(city=city, assignment_id=OTHER, subject="yohana", function=function, scope=scope, since=NOW)


def test_with_the_consent_goes_whatever_stands_submitted() -> None:
    withdrawn, _ = domain.withdraw(submitted(), "Alat rusak", at=NOW)
    at = NOW + timedelta(days=1)
    business, products, told = domain.withdraw_consent(
        BUSINESS, [draft(), submitted(), withdrawn], entered_as=OWNER, owners=["yohana"], at=at
    )
    assert business == replace(BUSINESS, consent=replace(BUSINESS.consent, withdrawn_at=at))
    assert products == [replace(submitted(), status=domain.Status.WITHDRAWN, withdrawn_at=at)]
    assert told == [
        ProductWithdrawn(
            city="ambon",
            product_id=PRODUCT_ID,
            revision=1,
            reason="Pemilik mencabut persetujuan atas pemrosesan datanya.",
            code="consent-withdrawn",
        ),
        ConsentWithdrawn(city="ambon", business_id=BUSINESS.id, withdrawn_at=at),
    ]


def test_a_pendamping_ends_a_consent_only_for_an_owner_without_an_account() -> None:
    said: dict[str, Any] = {"entered_as": ASSISTANT, "at": NOW}
    with pytest.raises(Refused) as refusal:
        domain.withdraw_consent(BUSINESS, [], owners=["yohana"], **said)
    assert refusal.value.code == "consent-withdrawal-needs-owner"
    assert domain.withdraw_consent(BUSINESS, [], owners=[], **said)[0].consent.withdrawn_at == NOW


@pytest.mark.parametrize(
    "act",
    [
        lambda: domain.withdraw_consent(WITHOUT_CONSENT, [], entered_as=OWNER, owners=[], at=NOW),
        lambda: domain.change_business(WITHOUT_CONSENT, CHANGES, city=AMBON),
        lambda: domain.draft(SHEET, product_id=PRODUCT_ID, business=WITHOUT_CONSENT, at=NOW),
        lambda: domain.edit(draft(), WITHOUT_CONSENT, SHEET),
        lambda: domain.submit(draft(), WITHOUT_CONSENT, at=NOW),
    ],
    ids=["withdraw", "change", "draft", "edit", "submit"],
)
def test_without_consent_nothing_is_done_any_more(act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == "consent-withdrawn"


def test_an_owner_who_does_nothing_else_is_reached_no_longer() -> None:
    assert domain.forget_owners([known()], [held()], without_consent={str(BUSINESS.id)}, city="ambon") == (
        ["yohana"],
        [ContactErased(city="ambon", subject="yohana")],
    )
    assert domain.forget_owners([known()], [], without_consent=set(), city="ambon")[0] == ["yohana"]


@pytest.mark.parametrize(
    "also",
    [held(ASSISTANT, scope=None), held(ASSISTANT, scope=None, city="kediri"), held(scope=str(OTHER))],
    ids=["pendamping", "pendamping elsewhere", "another business"],
)
def test_an_owner_who_holds_another_function_is_still_reached(also: FunctionAssigned) -> None:
    assert domain.forget_owners([known()], [held(), also], without_consent={str(BUSINESS.id)}, city="ambon") == ([], [])


def test_another_business_without_consent_keeps_no_contact() -> None:
    both = [held(), held(scope=str(OTHER))]
    without_consent = {str(BUSINESS.id), str(OTHER)}
    assert domain.forget_owners([known()], both, without_consent=without_consent, city="ambon")[0] == ["yohana"]


def test_of_two_owners_each_is_judged_alone() -> None:
    budi = replace(known(), subject="budi")
    forgotten, _ = domain.forget_owners(
        [known(), budi], [held(ASSISTANT, scope=None)], without_consent=set(), city="ambon"
    )
    assert forgotten == ["budi"]


def test_a_contact_that_only_another_city_keeps_is_not_this_one_s_to_erase() -> None:
    assert domain.forget_owners([replace(known(), city="kediri")], [], without_consent=set(), city="ambon") == ([], [])


def test_others_than_the_owner_read_the_personal_part_only_while_the_consent_stands() -> None:
    assert domain.may_be_named(BUSINESS, own=False)
    assert not domain.may_be_named(WITHOUT_CONSENT, own=False)
    assert domain.may_be_named(WITHOUT_CONSENT, own=True)
