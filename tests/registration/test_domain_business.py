"""How a business is registered: one application that is in order, spoilt one thing at a time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration import domain
from shared.errors import Refused
from shared.events.registration import BusinessChanged, BusinessRegistered
from tests.registration.test_domain_sheet import AMBON

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=ZoneInfo("Asia/Jayapura"))
BUSINESS_ID = UUID("018f0000-0000-7000-8000-000000000001")

CONSENT = domain.Consent(text_version="2026-11", given_at=NOW - timedelta(minutes=5), channel="mandiri")

APPLICATION = domain.Application(
    name=" Dapur Tifa Sirimau ",
    nib="0220009861929",
    legal_form="perorangan",
    established=True,
    turnover=180_000_000,
    kbli_code="10772",
    kbli_version="2025",
    district_code="81.71.02",
    owner_name="Yohana Latuconsina",
    phone="0812 3456 7890",
    nik="8171 0141 0190 0001",
    npwp="01.312.166.0-091.000",
    consent=CONSENT,
)


def register(
    application: domain.Application = APPLICATION,
    *,
    owner_subject: str | None = "yohana",
    entered_by: str | None = None,
) -> tuple[domain.Business, BusinessRegistered]:
    return domain.register(
        application,
        business_id=BUSINESS_ID,
        city=AMBON,
        owner_subject=owner_subject,
        entered_by=entered_by,
        at=NOW,
    )


def test_a_registered_business_has_one_spelling_of_its_numbers() -> None:
    business, _ = register()
    assert (business.name, business.nib) == ("Dapur Tifa Sirimau", "0220009861929")
    assert (business.phone, business.nik, business.npwp) == ("6281234567890", "8171014101900001", "013121660091000")
    assert business.registered_at == NOW
    assert business.region_code == "81.71"


def test_others_hear_of_a_business_without_personal_data() -> None:
    _, registered = register()
    assert registered == BusinessRegistered(
        city="ambon",
        business_id=BUSINESS_ID,
        name="Dapur Tifa Sirimau",
        nib="0220009861929",
        legal_form="perorangan",
        scale="mikro",
        kbli_code="10772",
        kbli_version="2025",
        district_code="81.71.02",
    )


@pytest.mark.parametrize("secret", ["8171014101900001", "013121660091000", "6281234567890", "Latuconsina", "180000000"])
def test_what_is_personal_does_not_reach_a_log(secret: str) -> None:
    business, registered = register()
    assert secret not in f"{business!r}{registered!r}"


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"name": "  "}, "business-name-missing"),
        ({"owner_name": ""}, "owner-name-missing"),
        ({"nib": "912910670123412"}, "nib-not-13-digits"),
        ({"nik": "8171014101900000"}, "nik-serial-zero"),
        ({"nik": "8171018101900001"}, "nik-date-impossible"),
        ({"nik": "1"}, "nik-not-16-digits"),
        ({"npwp": "013121670091000"}, "npwp-check-digit-wrong"),
        ({"phone": "0911352000"}, "phone-not-mobile"),
        ({"legal_form": "ud"}, "legal-form-unknown"),
        ({"turnover": None}, "turnover-missing"),
        ({"turnover": None, "capital": 1}, "turnover-missing"),
        ({"established": False}, "capital-missing"),
        ({"turnover": -1}, "amount-negative"),
        ({"capital": -1}, "amount-negative"),
        ({"turnover": 50_000_000_001}, "business-too-large"),
        ({"kbli_code": "1077"}, "kbli-code-not-5-digits"),
        ({"kbli_version": "2015"}, "kbli-version-unknown"),
        ({"district_code": "8171020"}, "district-malformed"),
        ({"district_code": "81.72.01"}, "district-not-in-city"),
        ({"consent": None}, "consent-missing"),
        ({"consent": replace(CONSENT, text_version=" ")}, "consent-incomplete"),
        ({"consent": replace(CONSENT, channel="telepati")}, "consent-channel-unknown"),
        ({"consent": replace(CONSENT, channel="pendamping")}, "consent-not-assisted"),
        ({"consent": replace(CONSENT, given_at=NOW + timedelta(seconds=1))}, "consent-in-the-future"),
        ({"consent": replace(CONSENT, withdrawn_at=NOW)}, "consent-withdrawn"),
    ],
)
def test_each_broken_rule_is_refused_by_its_own_name(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        register(replace(APPLICATION, **spoilt))
    assert refusal.value.code == code
    assert str(refusal.value) == domain.say(code, "id")


def test_a_consent_is_recorded_by_the_assistant_who_asked_for_it() -> None:
    register(replace(APPLICATION, consent=replace(CONSENT, channel="pendamping")), entered_by="sari")


def test_a_refusal_does_not_repeat_a_personal_number() -> None:
    with pytest.raises(Refused) as refusal:
        register(replace(APPLICATION, nik="8171018101900001"))
    assert "8171018101900001" not in str(refusal.value)


@pytest.mark.parametrize("npwp", [None, ""])
def test_a_business_may_have_no_npwp(npwp: str | None) -> None:
    business, _ = register(replace(APPLICATION, npwp=npwp))
    assert business.npwp is None


def test_an_owner_without_an_account_is_entered_by_an_assistant() -> None:
    business, _ = register(owner_subject=None, entered_by="pendamping-3")
    assert (business.owner_subject, business.entered_by) == (None, "pendamping-3")


def test_nobody_cannot_register_a_business() -> None:
    with pytest.raises(Refused) as refusal:
        register(owner_subject=None)
    assert refusal.value.code == "owner-unknown"


@pytest.mark.parametrize(
    ("turnover", "scale"),
    [
        (0, "mikro"),
        (2_000_000_000, "mikro"),
        (2_000_000_001, "kecil"),
        (15_000_000_000, "kecil"),
        (15_000_000_001, "menengah"),
        (50_000_000_000, "menengah"),
    ],
)
def test_turnover_decides_the_scale_of_a_running_business(turnover: int, scale: str) -> None:
    assert domain.scale_of(True, capital=10_000_000_000, turnover=turnover) == scale


@pytest.mark.parametrize(
    ("capital", "scale"),
    [
        (1_000_000_000, "mikro"),
        (1_000_000_001, "kecil"),
        (5_000_000_000, "kecil"),
        (5_000_000_001, "menengah"),
        (10_000_000_000, "menengah"),
    ],
)
def test_capital_decides_the_scale_of_a_new_business(capital: int, scale: str) -> None:
    assert domain.scale_of(False, capital=capital, turnover=None) == scale


def test_a_new_business_may_have_too_much_capital() -> None:
    with pytest.raises(Refused) as refusal:
        domain.scale_of(False, capital=10_000_000_001, turnover=None)
    assert refusal.value.code == "business-too-large"


@given(st.booleans(), st.integers(0, 10_000_000_000), st.integers(0, 10_000_000_000))
def test_more_money_never_makes_a_business_smaller(established: bool, amount: int, more: int) -> None:
    order = ["mikro", "kecil", "menengah", "business-too-large"]

    def rank(money: int) -> int:
        try:
            return order.index(domain.scale_of(established, capital=money, turnover=money))
        except Refused as refusal:
            return order.index(refusal.code)

    assert rank(amount) <= rank(amount + more)


@pytest.mark.parametrize("nik", ["8199014101900001", "3171011708450001"])
def test_a_nik_from_elsewhere_is_a_warning_and_no_refusal(nik: str) -> None:
    business, _ = register(replace(APPLICATION, nik=nik))
    assert domain.odd_about_business(business, on=NOW.date()) == [domain.Point("nik", "nik-other-region")]


@pytest.mark.parametrize(("on", "odd"), [(date(2026, 6, 30), []), (date(2026, 7, 1), ["kbli-2020-replaced"])])
def test_the_old_kbli_is_a_warning_once_it_is_replaced(on: date, odd: list[str]) -> None:
    business, _ = register(replace(APPLICATION, kbli_version="2020"))
    assert [point.code for point in domain.odd_about_business(business, on=on)] == odd


def test_a_business_in_order_has_nothing_odd() -> None:
    business, _ = register()
    assert domain.odd_about_business(business, on=NOW.date()) == []


CHANGES = domain.Description(
    name="Dapur Tifa",
    legal_form="cv",
    established=True,
    turnover=2_000_000_001,
    kbli_code="10794",
    kbli_version="2025",
    district_code="81.71.01",
    owner_name="Yohana L.",
    phone="0813 1111 2222",
)


def test_a_changed_business_is_told_as_it_stands_and_keeps_its_numbers() -> None:
    before, _ = register()
    business, changed = domain.change_business(before, CHANGES, city=AMBON)
    assert changed == BusinessChanged(
        city="ambon",
        business_id=BUSINESS_ID,
        name="Dapur Tifa",
        nib="0220009861929",
        legal_form="cv",
        scale="kecil",
        kbli_code="10794",
        kbli_version="2025",
        district_code="81.71.01",
    )
    assert (business.phone, business.owner_name) == ("6281311112222", "Yohana L.")
    assert (business.nib, business.nik, business.npwp) == (before.nib, before.nik, before.npwp)
    assert (business.consent, business.registered_at) == (before.consent, before.registered_at)


def test_a_change_that_changes_nothing_is_not_told() -> None:
    business, _ = domain.change_business(register()[0], CHANGES, city=AMBON)
    assert domain.change_business(business, CHANGES, city=AMBON) == (business, None)


def test_nor_is_what_others_do_not_know_of_it() -> None:
    before, _ = domain.change_business(register()[0], CHANGES, city=AMBON)
    personal = replace(CHANGES, turnover=2_000_000_002, capital=1, owner_name="Yohana", phone="0813 1111 3333")
    business, changed = domain.change_business(before, personal, city=AMBON)
    assert (business.turnover, business.capital, business.owner_name) == (2_000_000_002, 1, "Yohana")
    assert changed is None


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"name": " "}, "business-name-missing"),
        ({"owner_name": ""}, "owner-name-missing"),
        ({"legal_form": "ud"}, "legal-form-unknown"),
        ({"turnover": None}, "turnover-missing"),
        ({"turnover": 50_000_000_001}, "business-too-large"),
        ({"kbli_code": "1"}, "kbli-code-not-5-digits"),
        ({"kbli_version": "2015"}, "kbli-version-unknown"),
        ({"district_code": "81.72.01"}, "district-not-in-city"),
        ({"phone": "0911352000"}, "phone-not-mobile"),
    ],
)
def test_a_change_keeps_the_rules_of_registration(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        domain.change_business(register()[0], replace(CHANGES, **spoilt), city=AMBON)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("named", "assists", "owner", "entered_by"),
    [
        (None, False, "sari", None),
        (" ", False, "sari", None),
        ("sari", False, "sari", None),
        (" sari ", True, "sari", None),
        (" yohana ", True, "yohana", "sari"),
        (None, True, None, "sari"),
        ("", True, None, "sari"),
    ],
)
def test_one_s_own_business_is_one_s_own_and_a_pendamping_enters_others(
    named: str | None, assists: bool, owner: str | None, entered_by: str | None
) -> None:
    assert domain.owner_of(named, asking="sari", assists=assists) == (owner, entered_by)


def test_nobody_else_enters_a_business_for_another_owner() -> None:
    with pytest.raises(Refused) as refusal:
        domain.owner_of("yohana", asking="sari", assists=False)
    assert refusal.value.code == "entry-needs-assistant"
