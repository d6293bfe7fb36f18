"""The large city is as large as it says, the same each time, and nothing in it would be refused."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from deploy.demo.large.goods import WAYS, Firm, make_firms
from services.registration import domain
from services.registration.domain.identity import read_nib, read_nik
from services.registration.forms import BusinessForm, SheetForm

AT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    return list(make_firms(2_000, at=AT))


def test_it_has_two_thousand_businesses_and_ten_thousand_products(firms: list[Firm]) -> None:
    assert len(firms) == 2_000
    assert sum(len(firm.goods) for firm in firms) == 10_000
    assert {good.way for firm in firms for good in firm.goods} == set(WAYS)


def test_it_is_the_same_each_time(firms: list[Firm]) -> None:
    assert list(make_firms(50, at=AT)) == firms[:50]


@pytest.mark.parametrize("number", ["nib", "nik"])
def test_no_two_businesses_share_a_number(firms: list[Firm], number: str) -> None:
    assert Counter(firm.form[number] for firm in firms).most_common(1)[0][1] == 1


def test_no_two_products_share_a_barcode_or_a_name(firms: list[Firm]) -> None:
    sheets = [good.sheet for firm in firms for good in firm.goods]
    assert len({sheet["gtin"] for sheet in sheets}) == len({sheet["name"] for sheet in sheets}) == 10_000


def test_every_business_can_be_registered_and_every_product_submitted(firms: list[Firm]) -> None:
    for firm in firms[::20]:
        form = BusinessForm(**firm.form)
        assert read_nib(form.nib)
        assert read_nik(form.nik)
        for good in firm.goods:
            assert domain.open_points(SheetForm(**good.sheet).sheet(), on=date(2026, 11, 28)) == []
