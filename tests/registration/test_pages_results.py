"""From a product that was put forward it is one step to how its curation goes, and to what came of it."""

import pytest

from tests.registration.conftest import Registration
from tests.registration.test_pages_businesses import OFFICER, people
from tests.registration.test_pages_products import judged


@pytest.mark.parametrize("reader", ["yohana", "dina", OFFICER])
async def test_from_a_product_its_curation_is_one_step(registration: Registration, reader: str) -> None:
    product = await registration.draft(await people(registration))
    path, way = f"/produk/{product}", f'href="/curation/hasil/{product}"'
    assert way not in (await registration.page(reader, path)).text
    await registration.form("yohana", path, action=f"{path}/ajukan")
    waiting = (await registration.page(reader, path)).text
    assert f"{way}>Lihat perkembangan kurasi<" in waiting
    await registration.hear(judged(product, "tidak-lolos", reason="Kemasan bocor"))
    told = (await registration.page(reader, path)).text
    assert told.count(way) == 1
    assert f"{way}>Lihat nilai dan alasannya<" in told
