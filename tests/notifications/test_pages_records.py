"""What happened and who was told can be looked for."""

from uuid import uuid4

import pytest

from shared.texts import LANGUAGES
from tests.notifications.conftest import Notifications
from tests.notifications.facts import NOON, assigned, example, submitted
from tests.notifications.test_matters import BUSINESS, CURATED, PRODUCT, SUBMITTED

SUBMISSION, RESULT = "diajukan untuk dikurasi", "Hasil kurasi"


async def judge(notifications: Notifications) -> None:
    await notifications.hear(
        assigned("admin", "admin-kota"), assigned("selvi", "kurator-diskop"), assigned("umar", "kurator-disperindag")
    )
    await notifications.hear(SUBMITTED, CURATED)


async def test_a_trail_is_searched_by_what_happened_and_by_whom(notifications: Notifications) -> None:
    await judge(notifications)
    for wanted, found in (("dikurasi", [True, False]), ("kurator", [False, True]), ("%", [False, False])):
        page = (await notifications.page("selvi", f"/jejak/{PRODUCT}?cari={wanted}")).text
        assert [SUBMISSION in page, RESULT in page] == found, wanted
    assert RESULT not in (await notifications.page("selvi", f"/jejak/{PRODUCT}?cari=dikurasi&unduh=csv")).text
    in_english = (await notifications.page("selvi", f"/jejak/{PRODUCT}?cari=curators", language="en")).text
    assert "Result of the curation" in in_english


async def test_who_was_told_stands_in_a_trail_where_one_asks(notifications: Notifications) -> None:
    await notifications.hear(assigned("admin", "admin-kota"), assigned("selvi", "kurator-diskop"))
    [submission] = await notifications.hear(SUBMITTED)
    await notifications.hear(example("notification-sent.v1", about=submission))
    await notifications.hear(example("notification-failed.v1", about=submission))
    told, not_told = "Pemberitahuan disampaikan lewat", "tidak sampai"
    for query, found in (("", [True, False]), ("?pemberitahuan=tanpa", [True, False]), ("?pemberitahuan=", [True] * 2)):
        page = (await notifications.page("selvi", f"/jejak/{PRODUCT}{query}")).text
        assert [SUBMISSION in page, told in page] == found, query
        assert not_told in page
    assert told not in (await notifications.page("selvi", f"/jejak/{PRODUCT}?unduh=csv")).text
    assert told in (await notifications.page("selvi", f"/jejak/{PRODUCT}?pemberitahuan=&unduh=csv")).text


async def test_a_trail_leads_back_to_what_it_is_of(notifications: Notifications) -> None:
    await judge(notifications)
    page = (await notifications.page("selvi", f"/jejak/{PRODUCT}")).text
    assert f'<a href="/curation/berkas/{PRODUCT}">Produk ' in page
    mou = uuid4()
    await notifications.hear(example("mou-drafted.v1", mou_id=mou, title="Kesepakatan Bersama Rak UMKM"))
    page = (await notifications.page("selvi", f"/jejak/{mou}")).text
    assert f'<a href="/agreements/kesepakatan/{mou}">Kesepakatan Bersama Rak UMKM</a>' in page
    registered = example("business-registered.v1", business_id=BUSINESS, name="Dapur <Tifa>")
    await notifications.hear(registered)
    page = (await notifications.page("selvi", f"/jejak/{BUSINESS}")).text
    assert f'<a href="/registration/usaha/{BUSINESS}">Dapur &lt;Tifa&gt;</a>' in page


async def test_a_search_that_finds_nothing_says_what_to_do_and_not_that_there_is_nothing(
    notifications: Notifications,
) -> None:
    await judge(notifications)
    for path, said in (
        (f"/jejak/{PRODUCT}?cari=zzz", "Tidak ada peristiwa yang cocok."),
        ("/kiriman?cari=zzz", "Tidak ada kiriman yang cocok."),
        ("/kiriman?keadaan=failed", "Tidak ada kiriman yang cocok."),
    ):
        page = (await notifications.page("admin", path)).text
        assert said in page
        assert "Hapus pencarian dan saringan untuk melihat semuanya." in page
        assert "Belum ada" not in page


async def test_a_search_does_not_tell_of_a_trail_that_is_not_ones_own(notifications: Notifications) -> None:
    await judge(notifications)
    await notifications.hear(assigned("kadir", "kurator-diskop", city="kediri"))
    for subject, id in (("kadir", PRODUCT), ("selvi", uuid4())):
        assert (await notifications.page(subject, f"/jejak/{id}?cari=zzz")).status_code == 404


async def test_the_log_of_deliveries_is_searched_by_account(notifications: Notifications) -> None:
    await judge(notifications)
    page = (await notifications.page("admin", "/kiriman?cari=SELV")).text
    assert ">selvi</td>" in page
    assert ">umar</td>" not in page
    assert ",umar," not in (await notifications.page("admin", "/kiriman?cari=selvi&unduh=csv")).text


async def test_who_was_only_invited_is_found_by_the_whole_account(notifications: Notifications) -> None:
    await judge(notifications)
    await notifications.fetch("UPDATE deliveries SET subject = 'undangan:1' WHERE subject = 'umar'")
    assert ">undangan:1</td>" in (await notifications.page("admin", "/kiriman?cari=undangan:1")).text


@pytest.mark.parametrize(
    ("path", "heads"),
    [
        (f"/jejak/{PRODUCT}", ("Waktu,Oleh,Layanan,Peristiwa", "Time,By,Part of Gerai,What happened")),
        ("/kiriman", ("Waktu,Penerima,Saluran,Keadaan,Sebab", "Time,Recipient,Channel,State,Reason")),
        ("/pesan", ("Waktu,Kota,Judul,Isi,Dibaca pada", "Time,City,Title,Content,Read at")),
    ],
)
async def test_what_is_taken_away_has_the_citys_time_and_the_readers_words(
    notifications: Notifications, path: str, heads: tuple[str, str]
) -> None:
    await judge(notifications)
    await notifications.hear(assigned("admin", "kurator-diskop"), submitted(product_id=uuid4()))
    await notifications.fetch("UPDATE deliveries SET at = $1, settled_at = $1", NOON)
    for language, head in zip(LANGUAGES, heads, strict=True):
        first, *lines = (
            (await notifications.page("admin", f"{path}?unduh=csv", language=language)).text[1:].split("\r\n")
        )
        assert first == head
        assert lines[0].startswith("2026-11-24T09:05+09:00,")
