"""What a phone is given to go on without a line says nothing about anybody."""

import re

from tests.registration.conftest import Registration
from tests.registration.test_pages_businesses import people


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
    for path in (f"/usaha/{business}/produk-baru?kategori=kopi", f"/produk/{product}/isian", f"/produk/{product}"):
        page = (await registration.page("yohana", path)).text
        stands_on = re.findall(r'data-page="([^"]+)"', page)
        assert stands_on
        for address in stands_on:
            again = await registration.page("yohana", address.removeprefix("/registration"))
            assert again.status_code == 200
            assert 'data-who="yohana"' in again.text
