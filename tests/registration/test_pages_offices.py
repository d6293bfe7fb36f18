"""Pages of a city's admin: functions by days, and who changed what."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.registration.conftest import ADMIN, AUDITOR, STRANGER, Registration
from tests.registration.test_pages_invitations import INVITED, invitation

GIVEN = {"subject": "selvi", "function": "kurator-diskop", "city": "ambon", "title": "Plt. Kurator", "scope": ""}


async def test_a_function_is_given_by_days_and_ended(city: Registration) -> None:
    term = {"since": "2026-01-01", "until": "2030-12-31"}
    answer = await city.form(ADMIN, "/admin/beri", GIVEN | term)
    assert answer.headers["location"] == "/registration/admin?kota=ambon&kabar=kewenangan-diberikan"
    [given] = await city.announced("function-assigned")
    assert (given["since"], given["until"]) == ("2025-12-31T15:00:00Z", "2030-12-31T15:00:00Z")
    page = (await city.page(ADMIN, "/admin")).text
    assert "Plt. Kurator" in page
    path = re.search(r"/registration(/admin/kewenangan/[^\"]+/akhiri)", page.partition("selvi")[2])
    assert path
    assert "Kurator" in (await city.page(ADMIN, path[1])).text
    assert (await city.form(ADMIN, path[1])).status_code == 303
    assert len(await city.announced("function-ended")) == 1
    assert "selvi" not in (await city.page(ADMIN, "/admin")).text
    assert "selvi" in (await city.page(ADMIN, "/admin?keadaan=berakhir")).text


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"function": ""}, "function"),
        ({"function": "mitra-ritel"}, "scope"),
        ({"function": "mitra-ritel", "scope": "Alfa Midi"}, "scope"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "until"),
        ({"until": "besok"}, "until"),
    ],
)
async def test_a_function_that_is_not_given_comes_back_whole(
    city: Registration, different: dict[str, str], field: str
) -> None:
    answer = await city.form(ADMIN, "/admin/beri", GIVEN | different)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert 'value="Plt. Kurator"' in answer.text
    assert await city.announced() == []


@pytest.mark.parametrize("way", ["beri", "undang"])
async def test_nobody_types_the_id_of_a_business_or_a_retailers_code_that_is_known(
    city: Registration, way: str
) -> None:
    await city.assign("rina.midi", "mitra-ritel", scope="alfamidi")
    business = await city.register()
    form = f"/registration/admin/{way}?kota=ambon&amp;usaha={business}"
    assert f'href="{form}"' in (await city.page(ADMIN, f"/usaha/{business}")).text
    assert f"/admin/{way}?" not in (await city.page("yohana", f"/usaha/{business}")).text
    page = (await city.page(ADMIN, f"/admin/{way}?kota=ambon&usaha={business}")).text
    assert "Untuk usaha Dapur Tifa Sirimau." in page
    assert f'value="{business}"' in page
    assert 'value="pelaku-usaha" selected' in page
    assert '<option value="alfamidi"></option>' in page
    assert (await city.page(STRANGER, f"/admin/{way}?kota=kediri&usaha={business}")).status_code == 404
    assert "Untuk usaha" not in (await city.page(ADMIN, f"/admin/{way}")).text


async def test_a_function_is_given_from_the_first_day_there_is_to_the_last(city: Registration) -> None:
    term = {"since": "2000-01-01", "until": "2100-12-31"}
    assert (await city.form(ADMIN, "/admin/beri", GIVEN | term)).status_code == 303
    [given] = await city.announced("function-assigned")
    assert (given["since"], given["until"]) == ("1999-12-31T15:00:00Z", "2100-12-31T15:00:00Z")


@pytest.mark.parametrize(("path", "fields"), [("/admin/beri", GIVEN), ("/admin/undang", INVITED)])
async def test_a_form_that_comes_back_is_still_about_its_city(
    city: Registration, path: str, fields: dict[str, str]
) -> None:
    await city.assign(ADMIN, "admin-kota", city="kediri")
    wrong = fields | {"city": "kediri", "function": ""}
    answer = await city.form(ADMIN, f"{path}?kota=kediri", wrong, action=path)
    assert answer.status_code == 422
    assert 'name="city" value="kediri"' in answer.text


async def test_who_signs_on_a_day_is_said(city: Registration) -> None:
    await city.assign("bodewin", "wali-kota", until=timedelta(days=30))
    await city.assign("dominggus", "wali-kota", since=timedelta(days=30))
    today, later = datetime.now(UTC).date(), datetime.now(UTC).date() + timedelta(days=60)

    async def signing(day: Any) -> str:
        return (
            (await city.page(ADMIN, f"/admin?hari={day}")).text.partition("Siapa menandatangani")[2].partition("<h2")[0]
        )

    assert "bodewin" in await signing(today)
    assert "dominggus" not in await signing(today)
    assert "dominggus" in await signing(later)
    assert "bodewin" not in await signing(later)
    assert (await signing(today)).count("tidak ada") == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cari=SEL", {"selvi"}),
        ("fungsi=kurator-diskop", {"selvi"}),
        ("fungsi=pelaku-usaha", {"yohana"}),
        ("fungsi=bagian-hukum", set()),
        ("keadaan=akan-datang", {"umar"}),
    ],
)
async def test_holders_are_looked_for(city: Registration, query: str, found: set[str]) -> None:
    await city.assign("selvi", "kurator-diskop")
    await city.assign("umar", "kurator-disperindag", since=timedelta(days=9))
    await city.register()
    page = (await city.page(ADMIN, f"/admin?{query}")).text.partition("Pemegang fungsi di")[2]
    assert {name for name in ("selvi", "umar", "yohana") if name in page} == found


async def test_holders_go_on_and_can_be_taken_away(city: Registration, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.registration.routes.offices.ROWS", 1)
    page = (await city.page(ADMIN, "/admin")).text
    assert 'rel="next"' in page
    table = await city.page(ADMIN, "/admin?unduh=csv")
    assert "Pengawas" in table.text
    assert "kadir" not in table.text


async def test_the_trail_says_who_changed_what(city: Registration) -> None:
    await city.form(ADMIN, "/admin/beri", GIVEN)
    link = await invitation(city, email="umar@contoh.id", name="Umar")
    await city.form("umar", link)
    page = (await city.page(AUDITOR, "/admin/jejak")).text
    for said in ("memberi fungsi", "mengundang", "menerima undangan", "rina", "selvi"):
        assert said in page
    assert "umar@contoh.id" not in page
    assert "selvi" not in (await city.page(AUDITOR, "/admin/jejak?cari=umar")).text.partition("<table")[2]
    table = (await city.page(AUDITOR, "/admin/jejak?unduh=csv")).text
    assert ",memberi fungsi," in table
    assert ",Kurator Dinas Koperasi" in table
    assert "function-given" not in table
    assert "kurator-diskop" not in table
    assert "selvi" not in (await city.page(STRANGER, "/admin/jejak")).text


@pytest.mark.parametrize("path", ["/admin", "/admin/undangan", "/admin/jejak", "/admin/beri", "/admin/undang"])
async def test_offices_are_for_the_admins_and_auditors_of_the_city(city: Registration, path: str) -> None:
    await city.assign("selvi", "kurator-diskop")
    forms = path in ("/admin/beri", "/admin/undang")
    assert (await city.page(ADMIN, path)).status_code == 200
    assert (await city.page(AUDITOR, path)).status_code == (403 if forms else 200)
    for subject in ("selvi", "ani"):
        assert (await city.page(subject, path)).status_code == 403
    assert (await city.page(STRANGER, f"{path}?kota=ambon")).status_code == 404
    assert "/admin/beri" not in (await city.page(AUDITOR, "/admin")).text


@pytest.mark.parametrize(("path", "fields"), [("/admin/beri", GIVEN), ("/admin/undang", INVITED)])
async def test_another_citys_admin_gives_nothing_here(city: Registration, path: str, fields: dict[str, str]) -> None:
    assigned = await city.assign("selvi", "kurator-disperindag")
    for subject, status in ((STRANGER, 404), (AUDITOR, 403), ("ani", 403)):
        answer = await city.form(subject, "/usaha/daftar", fields, action=path)
        assert answer.status_code == status
        ending = f"/admin/kewenangan/{assigned}/akhiri"
        assert (await city.form(subject, "/usaha/daftar", action=ending)).status_code == status
        assert (await city.page(subject, ending)).status_code == status
    assert await city.announced() == []
