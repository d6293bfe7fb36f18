"""The queue as curators and other officers see it."""

import re
from datetime import timedelta

import pytest

from tests.curation.conftest import Curation
from tests.curation.samples import NOW

CONDITION = {"text": "Ganti label", "due": "2026-12-24"}


async def names(curation: Curation, subject: str, query: str = "") -> list[str]:
    """Which of these stand on the page, in its order."""
    page = await curation.page(subject, f"/antrean{query}")
    assert page.status_code == 200, page.text
    known = ("Sambal Roa", "Sagu Keju", "Kenari Panggang", "Bumbu <b>Pala</b>")
    found = {name: page.text.find(name) for name in known}
    return sorted((name for name, place in found.items() if place >= 0), key=lambda name: found[name])


async def test_a_curator_sees_first_what_waits_for_their_own_department_oldest_on_top(curation: Curation) -> None:
    curation.move_clock(NOW - timedelta(days=20))
    await curation.submitted(name="Sambal Roa")
    curation.move_clock(NOW - timedelta(days=3))
    reviewed = await curation.submitted(name="Sagu Keju")
    curation.move_clock(NOW)
    await curation.submitted(name="Kenari Panggang")
    await curation.review("ani", reviewed)
    assert await names(curation, "ani") == ["Sambal Roa", "Kenari Panggang"]
    assert await names(curation, "dewi") == ["Sambal Roa", "Sagu Keju", "Kenari Panggang"]
    assert await names(curation, "dewi", "?dinas=diskop") == ["Sambal Roa", "Kenari Panggang"]
    page = (await curation.page("dewi", "/antrean")).text
    assert "3 menunggu" in page
    assert "1 lewat tenggat" in page
    assert "18 November 2026" in page


async def test_a_list_is_narrowed_by_state_category_and_name(curation: Curation) -> None:
    decided = await curation.submitted(name="Sambal Roa")
    await curation.review("ani", decided, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", decided)
    await curation.submitted(name="Sagu Keju", category="kopi")
    await curation.submitted(name="Bumbu <b>Pala</b>")
    assert await names(curation, "ani", "?keadaan=syarat-terbuka") == ["Sambal Roa"]
    assert await names(curation, "ani", "?keadaan=lolos-bersyarat") == ["Sambal Roa"]
    assert await names(curation, "ani", "?keadaan=lolos") == []
    assert await names(curation, "ani", "?keadaan=") == ["Sagu Keju", "Sambal Roa"]
    assert await names(curation, "ani", "?kategori=kopi") == ["Sagu Keju"]
    assert await names(curation, "ani", "?cari=sagu") == ["Sagu Keju"]
    assert await names(curation, "ani", "?cari=dapur+tifa&keadaan=") == ["Sagu Keju", "Sambal Roa"]
    assert await names(curation, "ani", "?cari=%25") == []
    assert "Bumbu &lt;b&gt;Pala&lt;/b&gt;" in (await curation.page("ani", "/antrean")).text


async def test_a_long_list_goes_on_where_it_ended(curation: Curation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.curation.routes.queue.PAGE", 2)
    for name in ("Sambal Roa", "Sagu Keju", "Kenari Panggang"):
        await curation.submitted(name=name)
    page = (await curation.page("ani", "/antrean")).text
    following = page.partition('rel="next"')[0].rpartition('href="')[2].rstrip('" ').replace("&amp;", "&")
    assert len(await names(curation, "ani")) == 2
    rest = await curation.page("ani", following.removeprefix("/curation"))
    assert len(await names(curation, "ani", f"?{following.partition('?')[2]}")) == 1
    assert 'rel="next"' not in rest.text
    assert (await curation.page("ani", "/antrean?setelah=apa-saja")).status_code == 200


async def test_who_asked_for_all_states_goes_on_in_all_and_takes_all_away(
    curation: Curation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.curation.routes.queue.PAGE", 1)
    for name in ("Sambal Roa", "Sagu Keju"):
        await curation.submitted(name=name)
    page = (await curation.page("ani", "/antrean?keadaan=&cari=")).text
    assert re.findall(r'href="/curation/antrean\?keadaan=&amp;cari=&amp;(setelah|unduh)=', page) == ["setelah", "unduh"]


async def test_the_list_is_there_for_spreadsheets(curation: Curation) -> None:
    await curation.submitted(name="=1+1")
    table = await curation.page("ani", "/antrean?unduh=csv")
    assert table.headers["content-type"].startswith("text/csv")
    [line] = [line for line in table.text.splitlines() if "'=1+1,Dapur Tifa Sirimau" in line]
    assert ",Pangan kering,1,Dalam Kurasi," in line
    assert ",2026-11-24T09:05+09:00," in line
    assert "Dinas" in line
    assert "diskop" not in line


async def test_an_empty_list_says_what_to_do(curation: Curation) -> None:
    page = (await curation.page("ani", "/antrean")).text
    assert "Tidak ada berkas yang menunggu penilaian Dinas Koperasi dan UKM." in page
    assert "Tidak ada berkas yang cocok." in (await curation.page("ani", "/antrean?cari=roa")).text
    assert "Lihat semua berkas." in page


async def test_another_city_sees_its_own_cases(curation: Curation) -> None:
    await curation.submitted(name="Sambal Roa")
    await curation.assign("kamil", "wali-kota", city="kediri")
    assert await names(curation, "kamil", "?keadaan=") == []
    assert (await curation.page("kamil", "/antrean?kota=ambon")).status_code == 404
    await curation.assign("kamil", "pengawas", city="ambon")
    page = (await curation.page("kamil", "/antrean")).text
    assert "Kota Kediri" in page
    assert await names(curation, "kamil", "?kota=ambon") == ["Sambal Roa"]


async def test_the_queue_is_for_officers(curation: Curation) -> None:
    await curation.assign("yohana", "pelaku-usaha", scope="018f0000-0000-7000-8000-000000000001")
    assert (await curation.page("yohana", "/antrean")).status_code == 403
    assert (await curation.page("ani", "/antrean?keadaan=hilang")).status_code == 422


async def test_the_queue_is_there_in_english(curation: Curation) -> None:
    await curation.submitted()
    page = (await curation.page("ani", "/antrean", **{"accept-language": "en"})).text
    assert "<h1>Curation queue</h1>" in page
    assert "In curation" in page
