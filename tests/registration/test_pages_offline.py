"""What a phone is given to go on without a line says nothing about anybody."""

import re

import pytest

from tests.registration.conftest import Registration
from tests.registration.test_pages_businesses import people
from tests.registration.test_pages_registering import BEGIN, draft


async def test_the_worker_is_given_to_anybody_with_what_every_page_needs(registration: Registration) -> None:
    answer = await registration.web.get("/registration/pekerja.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    shell = re.findall(r'"(/registration/static/[^"]+)"', answer.text.partition("\n")[0])
    assert len(shell) == 4
    for address in shell:
        assert (await registration.web.get(address)).status_code == 200


async def test_the_page_for_when_there_is_no_line_is_nobodys(registration: Registration) -> None:
    page = await registration.web.get("/registration/luring", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert 'data-who=""' in page.text


async def test_a_phone_finds_the_mark_of_its_session_even_where_a_page_is_closed_by_now(
    registration: Registration,
) -> None:
    page = (await registration.page("ani", "/usaha")).text
    any_page = re.findall(r'data-any-page="/registration([^"]+)"', page)[0]
    marks = re.findall(r'data-who="ani" data-token="([^"]+)"', page)
    assert marks
    assert re.findall(r'data-who="ani" data-token="([^"]+)"', (await registration.page("ani", any_page)).text) == marks


async def test_forms_that_a_phone_keeps_say_where_they_stand(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    submitted = await registration.submit(business)
    application = (await draft(registration)).removesuffix("/persetujuan")
    for path in (
        f"/usaha/{business}/produk-baru?kategori=kopi",
        f"/usaha/{business}/ubah",
        f"/produk/{product}/isian",
        f"/produk/{product}",
        f"/produk/{submitted}/tarik",
        BEGIN,
        *(f"{application}/{step}" for step in ("usaha", "kegiatan", "pemilik", "persetujuan")),
    ):
        page = (await registration.page("yohana", path)).text
        assert "data-keep" in page
        stands_on = re.findall(r'data-page="([^"]+)"', page)
        assert stands_on
        for address in stands_on:
            again = await registration.page("yohana", address.removeprefix("/registration"))
            assert again.status_code == 200
            assert 'data-who="yohana"' in again.text


ID = "0198c0de-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/usaha/{ID}", True),
        (f"/usaha/{ID}/ubah", True),
        (f"/usaha/{ID}/cabut", False),
        (f"/produk/{ID}/isian", True),
        (f"/produk/{ID}/tarik", True),
        (f"/produk/{ID}/revisi", False),
        (BEGIN, True),
        (f"{BEGIN}/{ID}/usaha", True),
        (f"{BEGIN}/{ID}/kegiatan", True),
        (f"{BEGIN}/{ID}/persetujuan", True),
        (f"{BEGIN}/{ID}/pemilik", False),
    ],
)
async def test_the_worker_keeps_pages_that_are_filled_in_but_none_with_a_nik(
    registration: Registration, path: str, kept: bool
) -> None:
    script = (await registration.web.get("/registration/pekerja.js")).text
    [pages] = re.findall(r"const PAGES_KEPT = \[(.*?)\];", script, re.DOTALL)
    known = "|".join(re.findall(r'"([^"]+)"', pages)).replace("ID", "[0-9a-f-]{36}")
    assert bool(re.fullmatch(known, path.removeprefix("/"))) == kept


async def test_no_form_that_a_phone_keeps_lets_a_nik_or_an_npwp_stay_there(registration: Registration) -> None:
    business = await people(registration)
    application = (await draft(registration)).removesuffix("/persetujuan")
    never = 'data-never="nik npwp"'
    page = (await registration.page("yohana", f"{application}/pemilik")).text
    assert never in page
    beside = page.partition('<input id="nik"')[0].rpartition('name="owner_name"')[2]
    assert "NIK dan NPWP tidak disimpan di ponsel." in beside
    for path in (
        BEGIN,
        f"/usaha/{business}/ubah",
        *(f"{application}/{s}" for s in ("usaha", "kegiatan", "persetujuan")),
    ):
        page = (await registration.page("yohana", path)).text
        assert not re.findall('name="(nik|npwp)"', page)
        assert "8171014101900001" not in page
