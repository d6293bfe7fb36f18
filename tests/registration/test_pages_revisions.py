"""Two revisions of a product beside each other: the photos, too, of which only these may differ."""

import re

from tests.registration.conftest import Registration
from tests.registration.test_pages_businesses import OFFICER, people
from tests.registration.test_photos import of_a_phone, photos_of, picture

SHOWN = r'src="/registration/foto/([^?]+)\?ukuran=kecil"[^>]*></a>\s*(?:<span class="state \w+">(\w+))?'
"""A small photo on a page, and what is said of it."""


async def test_a_comparison_says_which_photos_were_removed_and_added(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture(), of_a_phone())
    kept, removed = await photos_of(registration, product)
    path = f"/produk/{product}"
    await registration.form("yohana", path, action=f"{path}/ajukan")
    assert "Tidak ada yang berbeda." in (await registration.page(OFFICER, f"{path}/revisi")).text
    await registration.form("yohana", path, action=f"{path}/foto/{removed}/buang")
    await registration.upload("yohana", product, picture(size=(300, 300)))
    [_, added] = await photos_of(registration, product)
    page = (await registration.page(OFFICER, f"{path}/revisi?dari=1&ke=0")).text
    assert "Tidak ada yang berbeda." not in page
    assert "Foto yang dihapus: 1; yang ditambahkan: 1." in page
    assert re.findall(SHOWN, page) == [
        (kept, ""),
        (removed, "Dihapus"),
        (kept, ""),
        (added, "Ditambahkan"),
    ]
    for photo in (kept, removed, added):
        assert f'<a href="/registration/foto/{photo}">' in page
    back = (await registration.page(OFFICER, f"{path}/revisi?dari=0&ke=1")).text
    assert {(photo, said) for photo, said in re.findall(SHOWN, back) if said} == {
        (added, "Dihapus"),
        (removed, "Ditambahkan"),
    }
