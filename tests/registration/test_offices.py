"""What a city's offices are called, and how those sign who work there."""

import json
from pathlib import Path

import pytest

from shared.events.registration import CityConfigured
from shared.people.functions import (
    CURATOR_DISKOP,
    DISKOP,
    DISPERINDAG,
    FUNCTIONS,
    LEGAL,
    MAYOR,
    OFFICES,
    OWNER,
    office_name,
    usual_title,
)
from tests.registration.conftest import CITIES

AMBON = CITIES["ambon"].model_copy(update={"offices": ()})


def test_an_office_is_called_as_its_city_calls_it() -> None:
    (diskop,) = CITIES["ambon"].offices
    named = AMBON.model_copy(update={"offices": (diskop.model_copy(update={"name": "Dinas Koperasi"}),)})
    assert office_name(named, DISKOP) == "Dinas Koperasi"
    assert office_name(named, LEGAL) == "Bagian Hukum"


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (DISKOP, "Dinas Koperasi dan UKM"),
        (DISPERINDAG, "Dinas Perindustrian dan Perdagangan"),
        (LEGAL, "Bagian Hukum"),
        (MAYOR, "Pemerintah Kota Ambon"),
    ],
)
def test_where_the_city_does_not_say_it_is_called_as_usual(role: str, name: str) -> None:
    assert office_name(AMBON, role) == name


def test_offices_of_a_city_that_nobody_has_heard_of_have_names_too() -> None:
    assert [office_name(None, role) for role in OFFICES] == [
        "Dinas Koperasi dan UKM",
        "Dinas Perindustrian dan Perdagangan",
        "Bagian Hukum",
        "Pemerintah Kota",
    ]


def configured(code: str) -> CityConfigured:
    """A city as its file has it."""
    file = Path(__file__).resolve().parents[2] / "deploy" / "cities" / f"{code}.json"
    said = json.loads(file.read_text())
    return CityConfigured(city=said.pop("code"), **said)


@pytest.mark.parametrize(
    ("code", "function", "title"),
    [
        ("kediri", DISKOP, "Kepala DPMPTSP"),
        ("kediri", CURATOR_DISKOP, "Kurator Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
        ("kediri", DISPERINDAG, "Kepala Dinas Perdagangan dan Perindustrian"),
        ("makassar", DISPERINDAG, "Kepala Dinas Perdagangan Kota Makassar"),
        ("ambon", LEGAL, "Kepala Bagian Hukum Sekretariat Kota"),
        ("ambon", MAYOR, "Wali Kota"),
        ("ambon", OWNER, "Pelaku Usaha"),
    ],
)
def test_whoever_works_for_a_city_signs_as_the_city_has_it(code: str, function: str, title: str) -> None:
    assert usual_title(configured(code), function) == title


@pytest.mark.parametrize("city", [None, AMBON])
def test_where_the_city_does_not_say_everybody_signs_as_usual(city: CityConfigured | None) -> None:
    assert {function: usual_title(city, function) for function in FUNCTIONS} == FUNCTIONS


def test_an_office_without_a_word_for_its_head_has_the_usual_one() -> None:
    (diskop,) = CITIES["ambon"].offices
    nameless = AMBON.model_copy(update={"offices": (diskop.model_copy(update={"head": ""}),)})
    assert usual_title(nameless, DISKOP) == FUNCTIONS[DISKOP]
