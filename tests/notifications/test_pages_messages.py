"""One's own messages page by page, and what Beranda says of what it does not show."""

import re
from uuid import uuid4

import pytest

from tests.notifications.conftest import Notifications
from tests.notifications.facts import assigned, contact, submitted
from tests.notifications.test_matters import BUSINESS, PRODUCT, SUBMITTED

NAMES = ("Sambal Roa", "Kue Sagu", "Kopi Banda")


async def submit(notifications: Notifications) -> None:
    """Three products are put forward, of which a curator is told."""
    await notifications.hear(assigned("selvi", "kurator-diskop"), contact("selvi"))
    for name in NAMES:
        await notifications.hear(submitted(product_id=uuid4(), name=name))


async def test_ones_messages_are_listed_and_beranda_leads_there(notifications: Notifications) -> None:
    await submit(notifications)
    assert '<a href="/notifications/pesan">Semua pesan</a>' in (await notifications.page("selvi", "/beranda")).text
    page = (await notifications.page("selvi", "/pesan")).text
    assert all(name in page for name in NAMES)
    found = (await notifications.page("selvi", "/pesan?cari=sagu")).text
    assert [name in found for name in NAMES] == [False, True, False]


@pytest.mark.parametrize(("language", "word"), [("en", "New product to curate"), ("id", "Produk baru untuk dikurasi")])
async def test_a_page_tells_and_searches_in_its_own_language(
    notifications: Notifications, language: str, word: str
) -> None:
    await submit(notifications)
    await notifications.hear(contact("selvi", language="ms"))
    for path in ("/beranda", "/pesan", f"/pesan?cari={word}"):
        page = (await notifications.page("selvi", path, language=language)).text
        assert all(f"{word}: {name}" in page for name in NAMES), path


@pytest.mark.parametrize(("language", "word"), [("en", "curate"), ("ms", "dikurasi")])
async def test_a_system_reads_titles_as_their_reader_is_told(
    notifications: Notifications, language: str, word: str
) -> None:
    """In Indonesian where it is a language that is not spoken here."""
    await submit(notifications)
    await notifications.hear(contact("selvi", language=language))
    found = (await notifications.get("selvi", f"/inbox?search={word}")).json()
    assert len(found) == len(NAMES)


async def test_messages_go_on_on_the_next_page(notifications: Notifications, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.routes.inbox.PAGE", 2)
    await submit(notifications)
    first = (await notifications.page("selvi", "/pesan")).text
    assert [name in first for name in NAMES] == [False, True, True]
    [after] = re.findall(r'href="/notifications(/pesan\?setelah=[^"]+)" rel="next"', first)
    last = (await notifications.page("selvi", after)).text
    assert [name in last for name in NAMES] == [True, False, False]
    assert 'rel="next"' not in last


async def test_what_was_read_leaves_the_list_of_the_unread_to_which_one_comes_back(
    notifications: Notifications,
) -> None:
    await submit(notifications)
    unread = "/pesan?keadaan=belum-dibaca&cari=kue"
    [action] = re.findall(r'action="/notifications(/pesan/[^"]+)"', (await notifications.page("selvi", unread)).text)
    answer = await notifications.form("selvi", unread, action.replace("&amp;", "&"))
    assert answer.headers["location"] == "/notifications/pesan?cari=kue&keadaan=belum-dibaca"
    page = (await notifications.page("selvi", unread)).text
    assert "Tidak ada pesan yang cocok." in page
    assert "Hapus pencarian dan saringan" in page
    assert "Kue Sagu" in (await notifications.page("selvi", "/pesan?cari=kue")).text


async def test_messages_can_be_taken_away(notifications: Notifications) -> None:
    await submit(notifications)
    table = await notifications.page("selvi", "/pesan?unduh=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert all(name in table.text for name in NAMES)


async def test_who_was_told_nothing_reads_what_will_be_there(notifications: Notifications) -> None:
    page = (await notifications.page("umar", "/pesan")).text
    assert "Belum ada pesan untuk Anda." in page
    assert "muncul di sini begitu ada" in page


async def test_beranda_says_how_much_more_waits_and_where_it_is(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(notifications)
    assert "Masih ada" not in (await notifications.page("selvi", "/beranda")).text
    monkeypatch.setattr("services.notifications.routes.home.SHOWN", 2)
    page = (await notifications.page("selvi", "/beranda")).text
    assert "Masih ada 1 lagi" in page
    assert '<a href="/curation/antrean">Produk (3)</a>' in page


async def test_beranda_says_how_many_more_things_are_mine_and_where_they_are(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.routes.home.SHOWN", 1)
    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS), SUBMITTED)
    assert "Masih ada" not in (await notifications.page("yohana", "/beranda")).text
    await notifications.hear(SUBMITTED.model_copy(update={"product_id": uuid4()}))
    page = (await notifications.page("yohana", "/beranda")).text
    assert "Masih ada 1 lagi" in page
    assert '<a href="/registration/usaha">Produk (2)</a>' in page
    assert str(PRODUCT) not in (await notifications.page("umar", "/beranda")).text


async def test_a_message_leads_to_what_it_tells_of(notifications: Notifications) -> None:
    await notifications.hear(assigned("selvi", "kurator-diskop"), SUBMITTED)
    page = (await notifications.page("selvi", "/pesan")).text
    assert f'<a href="/curation/berkas/{PRODUCT}">Buka halamannya</a>' in page
    await notifications.fetch("UPDATE messages SET path = NULL")
    assert "Buka halamannya" not in (await notifications.page("selvi", "/pesan")).text
