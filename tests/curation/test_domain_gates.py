"""What the law asks of a product on a day: each gate from both sides, on the days when it changes."""

from datetime import date
from typing import Any

import pytest

from services.curation import domain
from services.curation.domain import Gate
from shared.events.registration import Licence
from shared.law.categories import CATEGORIES, HALAL_DUTIES
from tests.curation.samples import PIRT, TODAY, business, submission

LAST_DAY_WITHOUT = date(2026, 10, 17)
FIRST_DAY_OF_DUTY = date(2026, 10, 18)
MD = Licence(kind="bpom-md", number="MD 235602169254", valid_until=date(2030, 1, 1))


def gate(name: str, *, on: date = TODAY, of: domain.Business | None = None, **differences: Any) -> Gate:
    found = {gate.name: gate for gate in domain.judge_gates(submission(**differences), of or business(), on=on)}
    return found[name]


def test_a_product_in_order_passes_every_gate() -> None:
    gates = domain.judge_gates(submission(), business(), on=TODAY)
    assert [gate.name for gate in gates] == ["nib", "category", "storage", "licence", "halal"]
    assert all(gate.passed for gate in gates)


def test_a_business_without_a_nib_does_not_pass() -> None:
    assert gate("nib", of=business(nib="")) == Gate("nib", False, "nib-missing")


def test_nothing_can_be_told_of_a_business_that_was_not_heard_of() -> None:
    gates = domain.judge_gates(submission(halal_status="dalam-proses", halal_number=None), None, on=TODAY)
    assert {gate.name for gate in gates if gate.passed is None} == {"nib", "halal"}


def test_a_certified_product_is_lawful_whatever_the_scale_of_its_business() -> None:
    gates = {gate.name: gate for gate in domain.judge_gates(submission(), None, on=TODAY)}
    assert gates["halal"].passed


@pytest.mark.parametrize(("category", "final"), [("minuman-beralkohol", True), ("tidak-ada", False)])
def test_a_category_that_is_not_for_the_stores_leaves_nothing_else_to_ask(category: str, final: bool) -> None:
    gates = domain.judge_gates(submission(category=category), business(), on=TODAY)
    assert [(gate.name, gate.passed) for gate in gates] == [("nib", True), ("category", False)]
    assert gates[1].is_final is final


def test_a_category_is_judged_as_it_stands_on_the_day() -> None:
    assert gate("category", on=date(2017, 12, 31)).code == "category-unknown"
    assert gate("category", on=date(2018, 1, 1)).passed


def test_the_storage_has_to_fit_the_category() -> None:
    assert gate("storage", storage="beku") == Gate("storage", False, "storage-not-for-category")
    assert gate("storage", storage="beku", category="pangan-beku", licences=(MD,)).passed


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2031, 3, 1), "licence-in-force"), (date(2031, 3, 2), "licence-ended")],
    ids=["its last day", "the day after"],
)
def test_a_licence_is_in_force_until_the_end_of_its_last_day(day: date, code: str) -> None:
    assert gate("licence", on=day).code == code


def test_a_pirt_ends_with_the_year_in_its_number_whatever_day_is_filled_in() -> None:
    licence = Licence(kind="pirt", number="2063510010243-26", valid_until=date(2030, 1, 1))
    assert gate("licence", on=date(2026, 12, 31), licences=(licence,)).passed
    assert gate("licence", on=date(2027, 1, 1), licences=(licence,)).code == "licence-ended"


def test_one_licence_in_force_suffices_beside_one_that_has_ended() -> None:
    ended = Licence(kind="bpom-md", number="MD 235602169254", valid_until=date(2026, 1, 1))
    assert gate("licence", licences=(ended, PIRT)).passed


@pytest.mark.parametrize(
    ("category", "storage", "licences", "code"),
    [
        ("pangan-kering", "suhu-ruang", (), "pirt-missing"),
        ("pangan-kering", "suhu-ruang", (MD,), "licence-in-force"),
        ("pangan-beku", "beku", (PIRT,), "bpom-md-missing"),
        ("minuman", "suhu-ruang", (PIRT,), "licence-in-force"),
        ("minuman", "dingin", (PIRT,), "bpom-md-missing"),
        ("obat-tradisional", "suhu-ruang", (PIRT,), "bpom-tr-missing"),
        ("kosmetik", "dingin", (), "bpom-na-missing"),
        ("kerajinan", "suhu-ruang", (), "licence-not-needed"),
    ],
)
def test_a_category_needs_its_own_licence(
    category: str, storage: str, licences: tuple[Licence, ...], code: str
) -> None:
    assert gate("licence", category=category, storage=storage, licences=licences).code == code


@pytest.mark.parametrize(("days", "code"), [(6, "licence-not-needed"), (7, "pirt-missing")])
def test_what_keeps_for_less_than_a_week_needs_no_licence(days: int, code: str) -> None:
    assert gate("licence", licences=(), shelf_life_days=days).code == code


@pytest.mark.parametrize("scale", ["mikro", "kecil"])
@pytest.mark.parametrize("status", ["dalam-proses", "tidak-wajib"])
def test_small_food_businesses_need_a_halal_certificate_since_18_october_2026(scale: str, status: str) -> None:
    product: dict[str, Any] = {"halal_status": status, "halal_number": None, "of": business(scale=scale)}
    assert gate("halal", on=LAST_DAY_WITHOUT, **product) == Gate("halal", True, "halal-not-a-duty-yet")
    assert gate("halal", on=FIRST_DAY_OF_DUTY, **product) == Gate("halal", False, "halal-duty-open")


def test_a_medium_business_has_needed_one_for_two_years_longer() -> None:
    product: dict[str, Any] = {
        "halal_status": "dalam-proses",
        "halal_number": None,
        "of": business(scale="menengah"),
        "licences": (Licence(kind="pirt", number="2068171010001-29"),),
    }
    assert gate("halal", on=date(2024, 10, 17), **product).passed
    assert gate("halal", on=date(2024, 10, 18), **product).passed is False


def test_a_product_may_say_that_it_is_not_halal() -> None:
    assert gate("halal", halal_status="tidak-halal-dengan-keterangan", halal_number=None).passed


def test_a_certificate_without_its_number_is_none() -> None:
    assert gate("halal", halal_number=None).passed is False


def test_crafts_need_no_halal_certificate() -> None:
    assert gate("halal", category="kerajinan", halal_status="tidak-wajib", halal_number=None).passed


def test_a_gate_that_fails_says_what_to_mend_where_and_who_helps() -> None:
    licence, halal = gate("licence", licences=()).correction, gate("halal", halal_number=None).correction
    assert (licence.field, licence.department) == ("licences", "disperindag")
    assert "SPP-IRT" in licence.text
    assert (halal.field, halal.department) == ("halal_status", "diskop")
    assert gate("nib", of=business(nib="")).correction.field is None


def test_the_law_knows_no_licence_that_curation_cannot_name() -> None:
    assert {category.missing for category in CATEGORIES if category.missing} <= set(domain.TEXTS)
    assert {duty.since for duty in HALAL_DUTIES} >= {FIRST_DAY_OF_DUTY}
