"""Whoever is signed in sees, changes and erases how they are reached, on a page that is one step from every other."""

import pytest

from tests.registration.conftest import AUDITOR, Registration
from tests.registration.test_pages_businesses import people
from tests.web.browser import hidden_in

HERS = {"city": "ambon", "name": "Yohana <b>", "email": "yohana@contoh.id", "phone": "0813 1111 2222", "language": "en"}
PAGE = "/kontak"


async def test_a_contact_is_said_seen_and_changed(registration: Registration) -> None:
    empty = (await registration.page("yohana", PAGE)).text
    assert "Belum ada kontak yang disimpan" in empty
    assert 'href="/registration/kontak"' in (await registration.page("yohana", "/usaha")).text
    assert (await registration.form("yohana", PAGE, HERS)).status_code == 303
    page = (await registration.page("yohana", PAGE)).text
    assert all(said in page for said in ("Kota Ambon", "Yohana &lt;b&gt;", "yohana@contoh.id", "+6281311112222"))
    assert "Bahasa Inggris" in page
    await registration.form("yohana", PAGE, {**HERS, "phone": "", "language": "id"})
    first, second = await registration.announced("contact-changed")
    assert (first["phone"], first["language"]) == ("6281311112222", "en")
    assert (second.get("phone"), second["language"], second["subject"]) == (None, "id", "yohana")


async def test_it_is_said_of_what_each_city_keeps(registration: Registration) -> None:
    await registration.form("yohana", PAGE, HERS)
    await registration.form("yohana", PAGE, HERS | {"city": "kediri", "email": "kediri@contoh.id"})
    page = (await registration.page("yohana", f"{PAGE}?kota=ambon")).text
    assert "Kabar dari semua kota dikirim ke kontak yang terakhir diubah." in page
    assert 'value="yohana@contoh.id"' in page
    assert "kediri@contoh.id" in page
    assert 'value="kediri@contoh.id"' in (await registration.page("yohana", PAGE)).text


async def test_nobody_sees_or_changes_another_s(registration: Registration) -> None:
    await people(registration)
    await registration.form("yohana", PAGE, HERS)
    assert "yohana@contoh.id" not in (await registration.page(AUDITOR, PAGE)).text
    await registration.form(AUDITOR, PAGE, HERS | {"subject": "yohana", "email": "lain@contoh.id"})
    assert (await registration.announced("contact-changed"))[-1]["subject"] == AUDITOR


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \u00a0"}, "name"),
        ({"email": "yohana"}, "email"),
        ({"phone": "1"}, "phone"),
        ({"language": "nl"}, "language"),
        ({"city": ""}, "city"),
        ({"city": "surabaya"}, "city"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(registration: Registration, wrong: dict[str, str], field: str) -> None:
    answer = await registration.form("yohana", PAGE, HERS | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert 'value="0813 1111 2222"' in answer.text or field == "phone"
    assert await registration.announced() == []


async def test_it_is_erased_and_erasing_again_does_nothing(registration: Registration) -> None:
    assert "Hapus kontak saya" not in (await registration.page("yohana", PAGE)).text
    for city in ("ambon", "kediri"):
        await registration.form("yohana", PAGE, HERS | {"city": city})
    asked = (await registration.page("yohana", f"{PAGE}/hapus")).text
    assert "dihapus di semua kota: Kota Ambon, Kota Kediri." in asked
    for _ in range(2):
        assert (await registration.form("yohana", PAGE, action=f"{PAGE}/hapus")).status_code == 303
    assert await registration.fetch("SELECT FROM contacts") == []
    assert len(await registration.announced("contact-erased")) == 1
    assert "Kontak Anda dihapus." in (await registration.page("yohana", f"{PAGE}?kabar=kontak-dihapus")).text


async def test_a_form_that_is_sent_again_changes_it_once(registration: Registration) -> None:
    marks = hidden_in((await registration.page("yohana", PAGE)).text)
    for _ in range(2):
        assert (await registration.form("yohana", PAGE, HERS | marks)).status_code == 303
    assert len(await registration.announced("contact-changed")) == 1
