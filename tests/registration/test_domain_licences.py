"""Numbers of products, and what the law asks of a category on a day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain import licences
from services.registration.domain.texts import TEXTS
from shared.errors import Refused
from shared.events.registration import Licence
from shared.law import categories
from shared.law.licences import has_ended

TODAY = date(2026, 11, 24)


def pirt(number: str, valid_until: date | None = date(2031, 5, 1)) -> Licence:
    return Licence(kind="pirt", number=number, valid_until=valid_until)


@pytest.mark.parametrize(
    "written",
    [
        "P-IRT No. 2068171010001-31",
        "p-irt no 206817101000131",
        "PIRT: 2068171010001 - 31",
        "P-IRT Nomor 206 8171 01 0001-31",
        "2068171010001-31",
    ],
)
def test_a_pirt_number_has_one_spelling(written: str) -> None:
    assert licences.read_pirt(written) == "2068171010001-31"


@pytest.mark.parametrize("real", ["2063510010243-26", "2113212010651-29", "3063306010072-19"])
def test_real_pirt_numbers_are_read(real: str) -> None:
    assert licences.read_pirt(f"P-IRT {real}") == real


@pytest.mark.parametrize("written", ["P-IRT No. 123456789", "206817101001", "20681710100010-31", "", "P-IRT"])
def test_a_pirt_number_of_another_length_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="15 angka"):
        licences.read_pirt(written)


def test_a_very_long_number_is_refused_at_once() -> None:
    with pytest.raises(Refused, match="P-IRT"):
        licences.read_pirt("P-IRT" + " " * 200_000 + "x")


@pytest.mark.parametrize(
    ("licence", "odd"),
    [
        (pirt("2068171010001-31"), []),
        (pirt("2063510010243-26", date(2026, 12, 31)), ["pirt-other-city"]),
        (pirt("9068171010001-31"), ["pirt-pack-unknown"]),
        (pirt("2068171010001-30"), ["pirt-year-differs"]),
        (pirt("2068171010001-26", date(2026, 11, 23)), ["licence-expired"]),
        (Licence(kind="bpom-md", number="MD 235602169254"), []),
        (Licence(kind="bpom-md", number="MD 2356021692541"), ["bpom-number-unusual"]),
    ],
)
def test_what_is_odd_about_a_licence_is_a_warning(licence: Licence, odd: list[str]) -> None:
    assert licences.odd_about_licence(licence, region_code="81.71", on=TODAY) == odd


@pytest.mark.parametrize(
    ("on", "ended"), [(date(2026, 11, 24), False), (date(2026, 12, 31), False), (date(2027, 1, 1), True)]
)
def test_a_pirt_ends_with_the_year_in_its_number(on: date, ended: bool) -> None:
    assert has_ended(pirt("2063510010243-26", None), on=on) is ended


@pytest.mark.parametrize(("on", "ended"), [(date(2027, 3, 1), False), (date(2027, 3, 2), True)])
def test_the_last_day_of_a_licence_still_counts(on: date, ended: bool) -> None:
    licence = Licence(kind="bpom-md", number="MD 235602169254", valid_until=date(2027, 3, 1))
    assert has_ended(licence, on=on) is ended


@pytest.mark.parametrize(
    ("kind", "written", "spelt"),
    [
        ("bpom-md", "BPOM RI MD 235602169254", "MD 235602169254"),
        ("bpom-md", "md235602169254", "MD 235602169254"),
        ("bpom-md", "235602169254", "MD 235602169254"),
        ("bpom-md", "MD 235602169254001", "MD 235602169254001"),
        ("bpom-ml", "BPOM RI ML 235602169254", "ML 235602169254"),
        ("bpom-tr", "POM TR 123 456 789", "TR 123456789"),
        ("bpom-na", "NA18201234567", "NA 18201234567"),
    ],
)
def test_a_bpom_number_has_one_spelling(kind: str, written: str, spelt: str) -> None:
    assert licences.read_bpom(kind, written) == spelt


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("bpom-md", "MD 23560216925"),
        ("bpom-md", "MD 2356021692540012"),
        ("bpom-md", "ML 235602169254"),
        ("bpom-ml", "MD 235602169254"),
        ("bpom-tr", "TR 12345678"),
        ("bpom-na", "NA 1820123456"),
    ],
)
def test_a_bpom_number_of_another_kind_or_length_is_refused(kind: str, written: str) -> None:
    with pytest.raises(Refused) as refusal:
        licences.read_bpom(kind, written)
    assert refusal.value.code == f"{kind}-malformed"


@pytest.mark.parametrize(
    ("licence", "code"),
    [
        (Licence(kind="sni", number="1"), "licence-kind-unknown"),
        (pirt("2068171010001-31", None), "licence-expiry-missing"),
        (pirt("123456789"), "pirt-malformed"),
    ],
)
def test_a_licence_without_its_parts_is_refused(licence: Licence, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        licences.read_licence(licence)
    assert refusal.value.code == code


def test_traditional_medicine_need_not_say_when_its_licence_ends() -> None:
    assert licences.read_licence(Licence(kind="bpom-tr", number="TR123456789")).number == "TR 123456789"


@pytest.mark.parametrize(
    ("number", "usual"),
    [
        ("ID32110001902430323", True),
        ("ID33110018517710724", True),
        ("ID12345678901", False),
        ("ID12345678901234567890", False),
    ],
)
def test_a_halal_number_is_accepted_from_11_to_20_digits(number: str, usual: bool) -> None:
    assert licences.read_halal(number.lower()) == number
    assert licences.is_usual_halal(number) is usual


@pytest.mark.parametrize("number", ["ID1234567890", "ID123456789012345678901", "KH12345678901", "12345678901", ""])
def test_a_halal_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(Refused, match="diawali ID"):
        licences.read_halal(number)


def test_an_indonesian_gtin_is_read() -> None:
    assert licences.read_gtin("899 1001 000019") == "8991001000019"


@pytest.mark.parametrize(
    ("gtin", "code"),
    [
        ("8991001000018", "gtin-check-digit-wrong"),
        ("2000000000015", "gtin-in-store"),
        ("96385074", "gtin-not-13-digits"),
        ("036000291452", "gtin-not-13-digits"),
        ("98412345678908", "gtin-not-13-digits"),
        ("899100100001X", "gtin-not-13-digits"),
    ],
)
def test_what_is_no_gtin_13_is_refused(gtin: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        licences.read_gtin(gtin)
    assert refusal.value.code == code


@given(st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_in_a_gtin_is_noticed(place: int, off_by: int) -> None:
    digits = [int(digit) for digit in "8991001000019"]
    digits[place] = (digits[place] + off_by) % 10
    with pytest.raises(Refused):
        licences.read_gtin("".join(map(str, digits)))


@pytest.mark.parametrize(
    ("category", "scale", "on", "duty"),
    [
        ("pangan-kering", "mikro", date(2026, 10, 17), False),
        ("pangan-kering", "mikro", date(2026, 10, 18), True),
        ("kopi", "kecil", date(2026, 10, 17), False),
        ("kopi", "kecil", date(2026, 10, 18), True),
        ("pangan-beku", "menengah", date(2024, 10, 17), False),
        ("pangan-beku", "menengah", date(2024, 10, 18), True),
        ("obat-tradisional", "mikro", date(2026, 10, 17), False),
        ("kosmetik", "menengah", date(2026, 10, 18), True),
        ("kerajinan", "menengah", date(2030, 1, 1), False),
    ],
)
def test_halal_became_a_duty_by_scale_and_day(category: str, scale: str, on: date, duty: bool) -> None:
    rules = categories.find_category(category, on=on)
    assert rules
    assert categories.halal_is_a_duty(rules, scale=scale, on=on) is duty


@pytest.mark.parametrize(
    ("status", "number", "settled"),
    [
        ("bersertifikat", "ID32110001902430323", True),
        ("bersertifikat", None, False),
        ("bersertifikat", "", False),
        ("tidak-halal-dengan-keterangan", None, True),
        ("dalam-proses", None, False),
        ("tidak-wajib", None, False),
        ("", None, False),
    ],
)
def test_the_halal_duty_is_met_by_a_certificate_or_the_label_alone(
    status: str, number: str | None, settled: bool
) -> None:
    assert categories.halal_is_settled(status, number) is settled


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("pangan-kering", {"pirt", "bpom-md", "bpom-ml"}),
        ("kopi", {"pirt", "bpom-md", "bpom-ml"}),
        ("minuman", {"pirt", "bpom-md", "bpom-ml"}),
        ("pangan-beku", {"bpom-md", "bpom-ml"}),
        ("pangan-dingin", {"bpom-md", "bpom-ml"}),
        ("obat-tradisional", {"bpom-tr"}),
        ("kosmetik", {"bpom-na"}),
        ("kerajinan", set()),
    ],
)
def test_a_category_says_which_licences_suffice(category: str, kinds: set[str]) -> None:
    rules = categories.find_category(category, on=TODAY)
    assert rules
    assert rules.licences == kinds


@pytest.mark.parametrize(("days", "needed"), [(None, True), (6, False), (7, True), (365, True)])
def test_food_that_keeps_less_than_a_week_needs_no_licence(days: int | None, needed: bool) -> None:
    rules = categories.find_category("pangan-kering", on=TODAY)
    assert rules
    assert categories.needs_licence(rules, shelf_life_days=days) is needed


def test_a_rule_holds_from_its_first_day_until_the_next_one_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    new = replace(categories.CATEGORIES[0], code="teh", since=date(2027, 1, 1))
    old = replace(new, since=date(2025, 1, 1), until=new.since)
    monkeypatch.setattr(categories, "CATEGORIES", (old, new))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [categories.find_category("teh", on=day) for day in days] == [None, old, old, new]


@pytest.mark.parametrize("category", categories.CATEGORIES, ids=lambda category: category.code)
def test_every_category_names_its_source_and_only_known_licences(category: categories.Category) -> None:
    assert category.source
    assert category.licences <= set(licences.READERS)
    assert category.storages <= categories.STORAGES
    assert bool(category.licences) == (category.missing in TEXTS)


def test_the_rules_of_a_category_never_overlap() -> None:
    for one in categories.CATEGORIES:
        assert categories.find_category(one.code, on=one.since) == one
