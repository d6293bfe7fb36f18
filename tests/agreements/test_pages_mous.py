"""Pages of memoranda: the list, one of them, writing, agreeing, signing and ending."""

from uuid import uuid4

import pytest

from tests.agreements.conftest import Agreements, mou_form
from tests.agreements.samples import BUSINESS_ID, curated


def filled(**differences: str) -> dict[str, str]:
    """A memorandum as its form sends it."""
    said = mou_form()
    return {name: str(said[name]) for name in ("title", "body", "since", "until", "city")} | differences


async def draft(ambon: Agreements, **differences: str) -> str:
    """A memorandum by way of its page; gives its own page."""
    answer = await ambon.form(
        "hukum", "/kesepakatan-baru", "/kesepakatan-baru", **filled(retailers="alfamidi", **differences)
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/agreements").partition("?")[0]


async def test_a_memorandum_is_drafted_agreed_and_signed_on_pages(ambon: Agreements) -> None:
    place = await draft(ambon, title="Pemasaran <b>UMKM</b>")
    page = (await ambon.page("rina", place)).text
    assert "Pemasaran &lt;b&gt;UMKM&lt;/b&gt;" in page
    assert "PIHAK KEDUA: PT Midi Utama Indonesia Tbk (Alfamidi)" in page
    assert "Tanda tangani</a>" not in page
    for subject in ("diskop", "disperindag", "hukum", "rina"):
        answer = await ambon.form(subject, place, f"{place}/persetujuan")
        assert answer.headers["location"].endswith("?kabar=disetujui"), subject
    asked = (await ambon.page("bodewin", f"{place}/tanda-tangan")).text
    assert "untuk Pemerintah Kota Ambon sebagai Wali Kota." in asked
    for subject, number in (("bodewin", "1/A/2026"), ("rina", "2/<i>/2026")):
        answer = await ambon.form(subject, f"{place}/tanda-tangan", f"{place}/tanda-tangan", number=number)
        assert answer.headers["location"] == f"/agreements{place}?kabar=ditandatangani"
    page = (await ambon.page("hukum", place)).text
    assert '<span class="state good">Berlaku</span>' in page
    assert "2/&lt;i&gt;/2026" in page
    assert await ambon.statuses("mous") == ["in-force"]


async def test_a_memorandum_signed_ahead_of_its_first_day_says_from_when_it_is_in_force(ambon: Agreements) -> None:
    await ambon.hear(curated())
    mou = await ambon.sign_mou(since=5)
    for place in ("/kesepakatan", f"/kesepakatan/{mou}"):
        page = (await ambon.page("hukum", place)).text
        assert '<span class="state wait">Berlaku mulai ' in page
        assert ">Berlaku</span>" not in page
    assert "belum ada produk yang ditawarkan" in (await ambon.page("rina", f"/kesepakatan/{mou}")).text
    ambon.move_clock(6)
    await ambon.do_due()
    assert '<span class="state good">Berlaku</span>' in (await ambon.page("rina", f"/kesepakatan/{mou}")).text


async def test_the_list_says_what_waits_for_whom_and_first_what_waits_for_me(ambon: Agreements) -> None:
    await ambon.sign_mou("indomaret")
    place = await draft(ambon, title="Rak UMKM")
    page = (await ambon.page("rina", "/kesepakatan")).text
    assert "Menunggu Anda" in page
    assert page.count("Rak UMKM") == 2
    assert "Pemasaran Produk UMKM" not in page
    assert "Bagian Hukum Sekretariat Kota" in page
    await ambon.form("rina", place, f"{place}/persetujuan")
    assert "Menunggu Anda" not in (await ambon.page("rina", "/kesepakatan")).text
    page = (await ambon.page("pengawas", "/kesepakatan")).text
    assert page.index("Rak UMKM") < page.index("Pemasaran Produk UMKM")
    assert "Rak UMKM" not in (await ambon.page("pengawas", "/kesepakatan?keadaan=in-force")).text
    assert "Rak UMKM" in (await ambon.page("pengawas", "/kesepakatan?cari=rak&kota=ambon")).text
    assert "Tidak ada Kesepakatan Bersama yang cocok." in (await ambon.page("rina", "/kesepakatan?cari=%25")).text
    table = await ambon.page("pengawas", "/kesepakatan?unduh=csv")
    [line] = [line for line in table.text.splitlines() if "Rak UMKM" in line]
    assert "Rak UMKM,alfamidi,Telaah,1" in line
    assert "Bagian Hukum" in line
    assert "bagian-hukum" not in line


async def test_a_list_goes_on_where_it_ended(ambon: Agreements, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.agreements.routes.memoranda.PAGE", 1)
    for title in ("Pertama", "Kedua"):
        await draft(ambon, title=title)
    page = (await ambon.page("pengawas", "/kesepakatan")).text
    assert "Pertama" in page
    assert "Kedua" not in page
    following = page.partition('rel="next"')[0].rpartition('href="/agreements')[2].rstrip('" ').replace("&amp;", "&")
    rest = (await ambon.page("pengawas", following)).text
    assert "Kedua" in rest
    assert "Pertama" not in rest


async def test_a_draft_that_is_not_complete_comes_back_whole(ambon: Agreements) -> None:
    page = "/kesepakatan-baru"
    refused = await ambon.form("diskop", page, page, **filled(body="Isi <kami>"))
    assert refused.status_code == 422
    assert "Isi &lt;kami&gt;</textarea>" in refused.text
    assert '<a href="#retailers">Pilih paling sedikit satu mitra ritel.</a>' in refused.text
    asked = filled(title=" ", retailers="alfamidi")
    refused = await ambon.form("diskop", page, page, **asked)
    assert "wajib diisi" in refused.text
    assert 'value="alfamidi" checked' in refused.text
    reversed_term = await ambon.form("diskop", page, page, **asked | {"title": "Rak", "until": "2026-01-01"})
    assert "Tanggal berakhir tidak boleh sebelum tanggal mulai." in reversed_term.text
    assert await ambon.statuses("mous") == []


async def test_a_further_version_shows_word_by_word_what_is_different(ambon: Agreements) -> None:
    place = await draft(ambon)
    answer = await ambon.form(
        "diskop",
        f"{place}/versi",
        f"{place}/versi",
        **filled(changes="Laporan <tiap> semester", body="Para pihak sepakat memasarkan semua produk UMKM."),
    )
    assert answer.headers["location"].endswith("?kabar=versi-baru")
    page = (await ambon.page("rina", place)).text
    assert "sepakat memasarkan <ins>semua </ins>produk UMKM." in page
    assert "Laporan &lt;tiap&gt; semester" in page


async def test_who_was_overtaken_while_writing_sees_the_newer_version_and_loses_nothing(ambon: Agreements) -> None:
    place = await draft(ambon)
    mine = await ambon.page("hukum", f"{place}/versi")
    await ambon.form("diskop", f"{place}/versi", f"{place}/versi", **filled(changes="Satu", body="Isi dari Diskop."))
    late = await ambon.form_of(mine, f"{place}/versi", **filled(changes="Dua", body="Isi dari Hukum."))
    assert late.status_code == 409
    assert "Isi dari Hukum.</textarea>" in late.text
    assert "<ins>Isi dari Diskop.</ins>" in late.text.replace("\n", "")
    again = await ambon.form_of(late, f"{place}/versi", **filled(changes="Dua", body="Isi dari Hukum."))
    assert again.status_code == 303
    agreed = await ambon.form_of(await ambon.page("rina", place), f"{place}/persetujuan", version="1")
    assert agreed.status_code == 409
    assert "Sudah ada versi yang lebih baru." in agreed.text


async def test_a_remark_stands_there_for_all_and_an_empty_one_does_not(ambon: Agreements) -> None:
    place = await draft(ambon)
    assert (await ambon.form("rina", place, f"{place}/komentar", text="Pasal <2> terlalu luas")).status_code == 303
    refused = await ambon.form("rina", place, f"{place}/komentar", text="")
    assert refused.status_code == 422
    page = (await ambon.page("hukum", place)).text
    assert "Pasal &lt;2&gt; terlalu luas" in page
    assert "PT Midi Utama Indonesia Tbk" in page


async def test_signing_asks_for_a_number_and_ending_for_a_reason(ambon: Agreements) -> None:
    place = f"/kesepakatan/{await ambon.agree_mou()}"
    refused = await ambon.form("bodewin", f"{place}/tanda-tangan", f"{place}/tanda-tangan", number=" ")
    assert refused.status_code == 422
    assert "Isi nomor Kesepakatan Bersama" in refused.text
    refused = await ambon.form("hukum", f"{place}/akhiri", f"{place}/akhiri", reason="")
    assert "Tuliskan alasan pengakhiran." in refused.text
    ended = await ambon.form("hukum", f"{place}/akhiri", f"{place}/akhiri", reason="Salah <pihak>")
    assert ended.headers["location"].endswith("?kabar=diakhiri")
    page = (await ambon.page("rina", place)).text
    assert "Salah &lt;pihak&gt;" in page
    assert "Tidak sampai ditandatangani." in page
    assert "tidak ada yang dapat Anda tanda tangani" in (await ambon.page("bodewin", f"{place}/tanda-tangan")).text


async def test_the_legal_office_is_told_that_only_the_mayor_ends_what_is_signed(ambon: Agreements) -> None:
    signed = f"/kesepakatan/{await ambon.sign_mou()}"
    assert "hanya Wali Kota yang dapat mengakhirinya" in (await ambon.page("hukum", f"{signed}/akhiri")).text
    assert "Akhiri</a>" not in (await ambon.page("hukum", signed)).text
    assert "Akhiri</a>" in (await ambon.page("bodewin", signed)).text
    open_one = f"/kesepakatan/{await ambon.agree_mou()}"
    tried = await ambon.form("hukum", f"{open_one}/akhiri", f"{signed}/akhiri", reason="Coba")
    assert tried.status_code == 422
    assert "hanya dapat diakhiri oleh Wali Kota" in tried.text


async def test_strangers_find_neither_page_nor_form(ambon: Agreements) -> None:
    place = await draft(ambon)
    for function in ("diskop", "wali-kota", "bagian-hukum", "mitra-ritel"):
        await ambon.assign("kamil", function, city="kediri", scope="alfamidi" if function == "mitra-ritel" else None)
    for subject in ("kamil", "budi"):
        for path in (place, f"{place}/tanda-tangan"):
            assert (await ambon.page(subject, path)).status_code == 404, (subject, path)
    own = "/kesepakatan-baru?kota=kediri"
    await ambon.assign("kamal", "admin-kota", city="kediri")
    known = {"city": "kediri", "code": "alfa", "legal_name": "PT Alfa"}
    assert (await ambon.form("kamal", "/ritel-baru?kota=kediri", "/ritel-baru", **known)).status_code == 303
    for action, fields in (
        ("/komentar", {"text": "Halo", "version": "1"}),
        ("/persetujuan", {"version": "1"}),
        ("/tanda-tangan", {"version": "1", "number": "9"}),
        ("/versi", filled(version="1", changes="x")),
        ("/akhiri", {"reason": "x"}),
    ):
        sent = await ambon.form("kamil", own, f"{place}{action}", **fields)
        assert sent.status_code == 404, action
    sent = await ambon.form("kamil", own, "/kesepakatan-baru", **filled(retailers="alfamidi"))
    assert sent.status_code == 404
    assert (await ambon.page("rina", f"/kesepakatan/{uuid4()}")).status_code == 404


async def test_memoranda_are_not_for_owners(ambon: Agreements) -> None:
    place = await draft(ambon)
    await ambon.assign("sari", "pendamping")
    await ambon.assign("yohana", "pelaku-usaha", scope=str(BUSINESS_ID))
    for subject in ("yohana", "sari"):
        assert (await ambon.page(subject, "/kesepakatan")).status_code == 403
        assert (await ambon.page(subject, place)).status_code == 403
