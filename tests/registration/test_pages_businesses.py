"""Pages of businesses: the right people see them, change them, and end a consent."""

from typing import Any
from uuid import uuid4

import pytest

from tests.examples import BUSINESS
from tests.registration.conftest import Registration

SECOND = {"name": "Kopi Tifa <b>", "nib": "0220009861930", "nik": "8171014101900002", "owner_subject": "budi"}
CHANGED = {
    "name": "Dapur Tifa Baru",
    "legal_form": "cv",
    "district_code": "81.71.02",
    "kbli_code": "10772",
    "kbli_version": "2025",
    "established": "ya",
    "turnover": "2.500.000.000",
    "owner_name": "Yohana Latuconsina",
    "phone": "0812 3456 7890",
}
OFFICER, ELSEWHERE = "selvi", "kadir"


async def people(registration: Registration) -> str:
    """An owner with a business, a pendamping, officers here and elsewhere."""
    business = await registration.register()
    await registration.assign("dina", "pendamping")
    await registration.assign(OFFICER, "kurator-diskop")
    await registration.assign(ELSEWHERE, "kurator-diskop", city="kediri")
    await registration.register("budi", **{n: v for n, v in SECOND.items() if n != "owner_subject"})
    return business


async def test_an_owner_sees_their_own_and_an_officer_those_of_the_city(registration: Registration) -> None:
    await people(registration)
    own = (await registration.page("yohana", "/usaha")).text
    assert "Dapur Tifa Sirimau" in own
    assert "Kopi Tifa" not in own
    for subject in (OFFICER, "dina"):
        listed = (await registration.page(subject, "/usaha")).text
        assert "Dapur Tifa Sirimau" in listed
        assert "Kopi Tifa &lt;b&gt;" in listed
    assert "Dapur Tifa" not in (await registration.page(ELSEWHERE, "/usaha")).text


async def test_a_business_is_registered_on_the_day_that_it_is_in_its_city(registration: Registration) -> None:
    await people(registration)
    await registration.fetch("UPDATE businesses SET registered_at = '2026-11-24T16:00Z'")
    await registration.assign(OFFICER, "kurator-diskop", city="kediri")
    assert "25 November 2026" in (await registration.page("yohana", "/usaha")).text
    assert "25 November 2026" in (await registration.page(OFFICER, "/usaha")).text
    assert ",ambon,2026-11-25T01:00+09:00" in (await registration.page(OFFICER, "/usaha?unduh=csv")).text


async def test_a_consent_is_ended_from_a_page_by_whom_a_rule_allows_it(registration: Registration) -> None:
    business = await people(registration)
    other = {"owner_subject": None, "nib": "0220009861931", "nik": "8171014101900003"}
    without_account = await registration.register("dina", **SECOND | other)
    for subject, id, may in (("yohana", business, True), ("dina", business, False), ("dina", without_account, True)):
        page = (await registration.page(subject, f"/usaha/{id}")).text
        assert (f'href="/registration/usaha/{id}/cabut"' in page) is may
        assert f'href="/registration/usaha/{id}/ubah"' in page


async def test_the_trail_is_a_click_away_for_those_who_may_read_it(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    for subject, reads in (("yohana", True), (OFFICER, True), ("dina", False)):
        for kind, thing in (("usaha", business), ("produk", product)):
            page = await registration.page(subject, f"/{kind}/{thing}")
            assert page.status_code == 200
            assert (f'href="/notifications/jejak/{thing}"' in page.text) is reads, (subject, kind)


async def test_who_holds_nothing_is_told_how_to_begin(registration: Registration) -> None:
    page = await registration.page("ani", "/usaha")
    assert page.status_code == 200
    assert "Daftarkan usaha pertama" in page.text
    assert 'href="/registration/usaha" aria-current="page"' in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cari=tifa", {"Dapur", "Kopi"}),
        ("cari=KOPI", {"Kopi"}),
        ("cari=0220009861929", {"Dapur"}),
        ("cari=022000986192", set()),
        ("cari=%25", set()),
        ("kecamatan=81.71.02&skala=mikro", {"Dapur", "Kopi"}),
        ("skala=menengah", set()),
        ("kota=ambon&cari=kopi", {"Kopi"}),
    ],
)
async def test_businesses_are_looked_for(registration: Registration, query: str, found: set[str]) -> None:
    await people(registration)
    page = (await registration.page(OFFICER, f"/usaha?{query}")).text
    assert {name for name in ("Dapur", "Kopi") if f"{name} Tifa" in page} == found
    assert ("Tidak ada usaha yang cocok." in page) == (not found)


async def test_a_list_goes_on_and_can_be_taken_away(
    registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(registration)
    monkeypatch.setattr("services.registration.routes.business_pages.ROWS", 1)
    page = (await registration.page(OFFICER, "/usaha?cari=tifa")).text
    assert "Kopi" not in page
    following = page.partition('rel="next"')[0].rpartition('href="/registration')[2].partition('"')[0]
    assert "Kopi" in (await registration.page(OFFICER, following.replace("&amp;", "&"))).text
    table = await registration.page(OFFICER, "/usaha?unduh=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.count("0220009861") == 2
    assert table.text.count(",Perorangan,Mikro,") == 2
    assert "8171014101900001" not in table.text


async def test_what_is_known_of_a_business_is_shown_without_its_owners_number(registration: Registration) -> None:
    business = await people(registration)
    page = (await registration.page("yohana", f"/usaha/{business}")).text
    assert "8171********0001" in page
    assert BUSINESS["nik"] not in page
    assert "Rp180.000.000" in page
    assert "WIT" in page
    assert "Sirimau" in page
    assert "/usaha/" + business + "/ubah" in page
    assert "/ubah" not in (await registration.page(OFFICER, f"/usaha/{business}")).text


async def test_a_business_is_changed(registration: Registration) -> None:
    business = await people(registration)
    answer = await registration.form("yohana", f"/usaha/{business}/ubah", CHANGED)
    assert answer.headers["location"] == f"/registration/usaha/{business}?kabar=disimpan"
    [changed] = await registration.announced("business-changed")
    assert (changed["name"], changed["scale"]) == ("Dapur Tifa Baru", "kecil")


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "12"}, "phone"),
        ({"turnover": "x"}, "turnover"),
        ({"turnover": ""}, "turnover"),
    ],
)
async def test_a_change_that_is_not_taken_comes_back_whole(
    registration: Registration, different: dict[str, str], field: str
) -> None:
    business = await people(registration)
    answer = await registration.form("yohana", f"/usaha/{business}/ubah", CHANGED | different)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert 'value="10772"' in answer.text
    assert 'value="Yohana Latuconsina"' in answer.text
    assert await registration.announced("business-changed") == []


async def test_a_consent_ends_after_it_was_asked_once_more(registration: Registration) -> None:
    business = await people(registration)
    await registration.submit(business)
    table = (await registration.page("yohana", f"/usaha/{business}?unduh=csv")).text
    assert "Sambal Roa Tifa,Pangan kering,150 g,32000,600,Diajukan,1" in table
    page = (await registration.page("yohana", f"/usaha/{business}/cabut")).text
    assert "Sambal Roa Tifa" in page
    answer = await registration.form("yohana", f"/usaha/{business}/cabut")
    assert answer.status_code == 303
    assert len(await registration.announced("consent-withdrawn")) == 1
    own = (await registration.page("yohana", f"/usaha/{business}")).text
    assert "mencabut persetujuannya" in own
    assert "produk-baru" not in own
    theirs = (await registration.page(OFFICER, f"/usaha/{business}")).text
    assert "Dapur Tifa" not in theirs
    assert "Dapur Tifa" not in (await registration.page(OFFICER, "/usaha?cari=Dapur")).text
    answer = await registration.form("yohana", "/usaha/daftar", CHANGED, action=f"/usaha/{business}/ubah")
    assert answer.status_code == 422


@pytest.mark.parametrize("subject", ["yohana", "dina"])
async def test_without_consent_no_form_shows_what_is_known(registration: Registration, subject: str) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.form("yohana", f"/usaha/{business}/cabut")
    forms = ("ubah", "cabut", "produk-baru?kategori=kopi")
    for path in (f"/produk/{product}/isian", f"/produk/{product}/tarik", *(f"/usaha/{business}/{f}" for f in forms)):
        page = await registration.page(subject, path)
        assert page.status_code == 422, path
        assert "sudah dicabut" in page.text
        assert "Dapur Tifa" not in page.text
    named = "Dapur Tifa" in (await registration.page(subject, f"/produk/{product}")).text
    assert named == (subject == "yohana")


PAGES = ["", "/ubah", "/cabut"]
FORMS: list[tuple[str, dict[str, Any]]] = [("/ubah", CHANGED), ("/cabut", {})]


@pytest.mark.parametrize("page", PAGES)
async def test_anothers_business_is_not_there(registration: Registration, page: str) -> None:
    business = await people(registration)
    await registration.assign("tono", "pendamping", city="kediri")
    for subject in ("budi", "tono"):
        assert (await registration.page(subject, f"/usaha/{business}{page}")).status_code == 404
        assert (await registration.page(subject, f"/usaha/{uuid4()}{page}")).status_code == 404
    status = (await registration.page(ELSEWHERE, f"/usaha/{business}{page}")).status_code
    assert status == (403 if page else 404)


@pytest.mark.parametrize(("path", "fields"), FORMS)
async def test_anothers_business_takes_no_form(registration: Registration, path: str, fields: dict[str, Any]) -> None:
    business = await people(registration)
    await registration.assign("tono", "pendamping", city="kediri")
    announced = await registration.announced()
    for subject, status in (("budi", 404), ("tono", 404), (OFFICER, 403), (ELSEWHERE, 403), ("ani", 403)):
        answer = await registration.form(subject, "/usaha/daftar", fields, action=f"/usaha/{business}{path}")
        assert answer.status_code == status
    assert await registration.announced() == announced
