"""What everybody may see of a programme: the whole in one row, every part with its days, and shelves by filter."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.events.event import Event
from shared.events.registration import District
from tests.notifications.conftest import Notifications
from tests.notifications.facts import AMBON, NOON, example, submitted
from tests.notifications.test_matters import BUSINESS, CURATED, PRODUCT, SUBMITTED

DISTRICTS = (District(code="81.71.01", name="Nusaniwe"), District(code="81.71.02", name="Sirimau"))
CITY = AMBON.model_copy(update={"districts": DISTRICTS})
PROGRAMME, SHELVES = "/program/ambon", "/program/ambon/rak"


def registered(name: str, district: str, **different: object) -> Event:
    return example("business-registered.v1", name=name, district_code=district, **{"business_id": uuid4()} | different)


async def tell(notifications: Notifications) -> None:
    """Of two businesses in Sirimau one has submitted a product, judged two days later; one in Nusaniwe has none."""
    mine = registered("Dapur Tifa", "81.71.02", business_id=BUSINESS)
    await notifications.hear(CITY, mine, registered("Lain", "81.71.02"), registered("Sendiri", "81.71.01"))
    await notifications.hear(SUBMITTED)
    await notifications.hear(CURATED, at=NOON + timedelta(days=2))


def row(page: str, head: str, place: int = 0) -> list[str]:
    """The cells of a row of the page, as people read them."""
    rows = re.findall(rf"<tr><th scope=\"row\">{head}</th>(.*?)</tr>", page, re.DOTALL)
    return re.findall(r"<td[^>]*>(.*?)</td>", rows[place])


async def test_every_table_ends_with_the_whole_and_that_of_kecamatan_begins_with_businesses(
    notifications: Notifications,
) -> None:
    await tell(notifications)
    page = (await notifications.page(None, PROGRAMME)).text
    assert row(page, "Pangan kering") == row(page, "Semua") == ["1", "1", "1", "0", "0", "0"]
    assert row(page, "Sirimau") == ["2", "1", "1", "1", "0", "0", "0"]
    assert row(page, "Nusaniwe") == ["1", "0", "0", "0", "0", "0", "0"]
    assert row(page, "Semua", 2) == ["3", "1", "1", "1", "0", "0", "0"]


async def test_every_part_has_its_days_and_its_bars(notifications: Notifications) -> None:
    await tell(notifications)
    page = (await notifications.page(None, PROGRAMME)).text
    assert row(page, "Pangan kering", 1) == row(page, "Sirimau", 1) == ["2", "–", "–", "–"]
    assert row(page, "Nusaniwe", 1) == ["–", "–", "–", "–"]
    of_the_way, of_categories, of_districts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert ">Diajukan</text>" in of_the_way
    assert ">Pangan kering</text>" in of_categories
    assert ">Nusaniwe</text>" in of_districts


async def test_a_programme_in_which_nothing_was_submitted_says_so(notifications: Notifications) -> None:
    page = (await notifications.page(None, PROGRAMME)).text
    assert page.count("Belum ada produk yang diajukan.") == 2
    assert page.count("<svg") == 1


async def test_all_figures_can_be_taken_away_in_the_readers_language(notifications: Notifications) -> None:
    await tell(notifications)
    table = (await notifications.page(None, f"{PROGRAMME}?unduh=csv")).text.splitlines()
    assert table[0].startswith("\ufeffMenurut,Nama,Diajukan,")
    assert table[0].endswith(",Usaha terdaftar")
    assert table[1:] == [
        "semua,,1,1,1,0,0,0,2,,,,3",
        "kategori,Pangan kering,1,1,1,0,0,0,2,,,,",
        "kecamatan,Sirimau,1,1,1,0,0,0,2,,,,2",
        "kecamatan,Nusaniwe,0,0,0,0,0,0,,,,,1",
    ]
    english = (await notifications.page(None, f"{PROGRAMME}?unduh=csv", language="en")).text
    assert english.startswith("\ufeffBy,Name,Submitted,")


async def fill(notifications: Notifications) -> None:
    """Kopi Banda by Alfamidi from Nusaniwe, Sambal Roa Tifa by Indomaret from Sirimau."""
    await tell(notifications)
    other, business = uuid4(), uuid4()
    await notifications.hear(
        registered("Kebun Banda", "81.71.01", business_id=business),
        submitted(product_id=other, business_id=business, name="Kopi Banda", category="kopi"),
        example("pks-signed.v1", pks_id=uuid4(), product_id=other, business_id=business, retailer="alfamidi"),
        example("pks-signed.v1", pks_id=uuid4(), product_id=PRODUCT, business_id=BUSINESS, retailer="indomaret"),
    )
    await notifications.fetch("UPDATE shelves SET since = current_date - 1, until = current_date + 9")


@pytest.mark.parametrize("query", ["ritel=alfamidi", "kategori=kopi", "kecamatan=81.71.01", "cari=banda"])
async def test_the_shelf_is_narrowed_by_retailer_category_and_kecamatan(
    notifications: Notifications, query: str
) -> None:
    await fill(notifications)
    page = (await notifications.page(None, f"{SHELVES}?{query}")).text
    assert "<strong>Kopi Banda</strong>" in page
    assert "<strong>Sambal Roa Tifa</strong>" not in page
    name, _, value = query.partition("=")
    assert name == "cari" or re.search(rf'id="{name}".*?<option value="{value}" selected>', page, re.DOTALL)
    assert "Sambal" not in (await notifications.page(None, f"{SHELVES}?{query}&unduh=csv")).text


async def test_the_shelf_offers_what_is_on_it(notifications: Notifications) -> None:
    await fill(notifications)
    page = (await notifications.page(None, SHELVES)).text
    for option in ("alfamidi", "indomaret", "kopi", "pangan-kering", "81.71.01", "81.71.02"):
        assert f'<option value="{option}">' in page
    assert '<option value="kosmetik">' not in page


async def test_an_empty_shelf_says_what_to_do(notifications: Notifications) -> None:
    empty = (await notifications.page(None, SHELVES)).text
    assert "Belum ada produk kota ini di rak ritel." in empty
    assert '<a href="/notifications/program/ambon">Lihat sampai mana produk kota ini berjalan.</a>' in empty
    narrowed = (await notifications.page(None, f"{SHELVES}?ritel=alfamidi")).text
    assert "Tidak ada produk di rak yang cocok." in narrowed
    assert f'<a href="/notifications{SHELVES}">Hapus pencarian dan saringan' in narrowed
