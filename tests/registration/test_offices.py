"""What a city's offices are called."""

import pytest

from shared.people.functions import DISKOP, DISPERINDAG, LEGAL, MAYOR, OFFICES, office_name
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
