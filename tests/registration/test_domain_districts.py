"""In which kecamatan a business may be."""

from dataclasses import replace

import pytest

from services.registration import domain
from shared.errors import Refused
from tests.registration.test_domain_business import CHANGES, register
from tests.registration.test_domain_sheet import AMBON

BEYOND = replace(CHANGES, district_code="81.71.06")
"""Kota Ambon has five."""


def test_a_district_is_one_of_those_that_the_city_names() -> None:
    with pytest.raises(Refused) as refusal:
        domain.change_business(register()[0], BEYOND, city=AMBON)
    assert refusal.value.code == "district-not-in-city"


def test_where_a_city_names_none_any_of_its_region_is_taken() -> None:
    anywhere = AMBON.model_copy(update={"districts": ()})
    assert domain.change_business(register()[0], BEYOND, city=anywhere)[0].district_code == "81.71.06"
