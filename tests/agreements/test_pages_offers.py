"""Pages of offers: the list, one answer, many answers at once; what is overdue; retailers and their stores."""

import re
from uuid import UUID, uuid4

import pytest

from services.agreements.routes.overdue import HEADS
from shared.people.functions import RETAILER
from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import BUSINESS_ID, FACTS, curated, withdrawn
from tests.web.paper import on_paper


async def offer_many(ambon: Agreements, *names: str) -> list[str]:
    """Products that passed, before Alfamidi under one memorandum; gives the offers' ids by these names."""
    await ambon.sign_mou()
    for number, name in enumerate(names, 1):
        facts = FACTS.model_copy(update={"name": name})
        await ambon.hear(curated(product_id=UUID(int=number), product=facts))
    rows = await ambon.fetch("SELECT id, facts ->> 'name' AS name FROM offers")
    found = {row["name"]: str(row["id"]) for row in rows}
    return [found[name] for name in names]


async def test_an_offer_is_answered_on_its_page(ambon: Agreements) -> None:
    [offer] = await offer_many(ambon, "Sambal <b>Roa</b>")
    place = f"/penawaran/{offer}"
    page = (await ambon.page("rina", place)).text
    assert "Sambal &lt;b&gt;Roa&lt;/b&gt;" in page
    assert "Jawaban ditunggu paling lambat" in page
    assert "8991001000019" in page
    refused = await ambon.form("rina", place, f"{place}/jawaban", answer="rejected", reason=" ")
    assert refused.status_code == 422
    assert 'id="reason-fault">Tuliskan alasan penolakan' in refused.text
    assert 'value="rejected" checked' in refused.text
    taken = await ambon.form("rina", place, f"{place}/jawaban", answer="rejected", reason="Sudah <ada> serupa")
    assert taken.headers["location"] == f"/agreements{place}?kabar=dijawab"
    for reader in ("rina", "yohana", "pengawas"):
        page = (await ambon.page(reader, place)).text
        assert "Sudah &lt;ada&gt; serupa" in page
        assert "Jawab penawaran ini" not in page
        assert '<span class="state ">Ditolak</span>' in page


async def test_a_retailer_sees_the_photos_of_what_is_offered(ambon: Agreements) -> None:
    photos = (UUID(int=1), UUID(int=2))
    offer = await ambon.offer(product=FACTS.model_copy(update={"photos": photos}))
    page = (await ambon.page("rina", f"/penawaran/{offer}")).text
    assert [f'src="/registration/foto/{photo}?ukuran=kecil"' in page for photo in photos] == [True, True]
    assert f'alt="Foto 1: {FACTS.name}"' in page


async def test_a_retailer_answers_many_at_once_or_none(ambon: Agreements) -> None:
    first, second, third = await offer_many(ambon, "Sambal", "Sagu", "Kenari")
    page = await ambon.page("rina", "/penawaran")
    assert page.text.count('name="offers" value="0') == 3
    chosen = {"offers": [first, second], "answer": "rejected", "reason": ""}
    refused = await ambon.form_of(page, "/penawaran/jawab", **chosen)
    assert refused.status_code == 422
    assert "Sambal: Tuliskan alasan penolakan" in refused.text
    assert refused.text.count(" checked>") >= 3
    assert set(await ambon.statuses("offers")) == {"open"}
    taken = await ambon.form_of(refused, "/penawaran/jawab", **chosen | {"answer": "accepted"})
    assert taken.headers["location"].startswith("/agreements/penawaran?")
    assert sorted(await ambon.statuses("offers")) == ["accepted", "accepted", "open"]
    late = await ambon.form_of(page, "/penawaran/jawab", offers=[third, first], answer="accepted")
    assert late.status_code == 422
    assert "Sambal: Penawaran ini sudah dijawab" in late.text
    nothing = await ambon.form_of(page, "/penawaran/jawab", offers="", answer="accepted")
    assert "Pilih paling sedikit satu penawaran." in nothing.text
    assert sorted(await ambon.statuses("offers")) == ["accepted", "accepted", "open"]


async def test_a_retailers_list_is_on_paper_without_what_is_pressed_there(ambon: Agreements) -> None:
    await offer_many(ambon, "Sambal", "Sagu")
    page = (await ambon.page("rina", "/penawaran")).text
    assert "Jawab yang dipilih" in page
    paper = on_paper(page)
    assert [text in paper for text in ("Sambal", "Sagu", "Tenggat jawaban")] == [True] * 3
    assert [text in paper for text in ("Jawab yang dipilih", "Alasan atau pesan", "Cari", "Beranda")] == [False] * 4


async def test_the_form_for_many_keeps_the_filters_of_its_list(ambon: Agreements) -> None:
    [first, _] = await offer_many(ambon, "Sambal", "Sagu")
    page = await ambon.page("rina", "/penawaran?cari=sambal&keadaan=")
    refused = await ambon.form_of(page, "/penawaran/jawab", offers=first, answer="")
    assert refused.status_code == 422
    assert "Sagu" not in refused.text
    assert 'value="sambal"' in refused.text
    assert 'ke=/agreements/penawaran"' in refused.text
    assert 'href="/agreements/penawaran/jawab' not in refused.text
    taken = await ambon.form_of(page, "/penawaran/jawab", offers=first, answer="accepted")
    assert "cari=sambal" in taken.headers["location"]


@pytest.mark.parametrize(
    ("loss", "why"),
    [("product", "Produk ditarik oleh pelaku usaha."), ("memorandum", "Kesepakatan Bersama dengan mitra ritel sudah")],
)
async def test_no_draft_is_invited_that_would_be_refused(ambon: Agreements, loss: str, why: str) -> None:
    pks = await ambon.sign_pks()
    [offer] = [row["id"] for row in await ambon.fetch("SELECT id FROM offers")]
    assert "Susun PKS lain" in (await ambon.page("rina", f"/penawaran/{offer}")).text
    assert f"/agreements/pks/{pks}" in (await ambon.page("rina", f"/penawaran/{offer}/pks")).text
    await ambon.done("yohana", f"/pks/{pks}/end", {"reason": "Gerai tutup"})
    assert "Susun PKS</a>" in (await ambon.page("rina", f"/penawaran/{offer}")).text
    if loss == "product":
        await ambon.hear(withdrawn())
    else:
        [mou] = [row["id"] for row in await ambon.fetch("SELECT id FROM mous")]
        await ambon.done("bodewin", f"/mous/{mou}/end", {"reason": "Selesai"})
    page = (await ambon.page("rina", f"/penawaran/{offer}")).text
    assert "Susun PKS" not in page
    assert f"PKS baru tidak dapat dibuat untuk penawaran ini: {why}" in page
    assert (await ambon.post("rina", f"/offers/{offer}/pks", {"terms": terms()})).status_code == 422


async def test_overdue_ones_come_first_and_a_retailer_sees_first_what_it_owes(ambon: Agreements) -> None:
    first, second = await offer_many(ambon, "Sambal", "Sagu")
    await ambon.fetch("UPDATE offers SET status = 'overdue', answer_due = '2026-01-02' WHERE id = $1", UUID(second))
    await ambon.done("rina", f"/offers/{first}/answers", {"answer": "accepted"})
    await ambon.hear(curated(product_id=UUID(int=3), product=FACTS.model_copy(update={"name": "Kenari"})))
    page = (await ambon.page("rina", "/penawaran")).text
    assert page.index("Sagu") < page.index("Kenari")
    assert "Sambal" not in page
    assert "2 Januari 2026" in page
    page = (await ambon.page("pengawas", "/penawaran")).text
    assert page.index("Sagu") < page.index("Kenari") < page.index("Sambal")
    assert 'name="offers"' not in page
    assert "Sagu" not in (await ambon.page("pengawas", "/penawaran?keadaan=accepted")).text
    assert "Tidak ada penawaran yang cocok." in (await ambon.page("pengawas", "/penawaran?ritel=indomaret")).text
    table = await ambon.page("pengawas", "/penawaran?keadaan=overdue&unduh=csv")
    assert "alfamidi,Sagu,,Lewat Tenggat" in table.text
    assert re.search(r",\d{4}-\d\d-\d\dT\d\d:\d\d\+09:00,2026-01-02,", table.text)


async def test_a_list_goes_on_where_it_ended(ambon: Agreements, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.agreements.routes.answering.PAGE", 1)
    await offer_many(ambon, "Sambal", "Sagu")
    page = (await ambon.page("pengawas", "/penawaran")).text
    following = page.partition('rel="next"')[0].rpartition('href="/agreements')[2].rstrip('" ').replace("&amp;", "&")
    rest = (await ambon.page("pengawas", following)).text
    assert ("Sambal" in page, "Sambal" in rest) in ((True, False), (False, True))
    assert 'rel="next"' not in rest


async def test_strangers_find_neither_offers_nor_their_forms(ambon: Agreements) -> None:
    [offer] = await offer_many(ambon, "Sambal")
    place = f"/penawaran/{offer}"
    await ambon.assign("kamil", RETAILER, city="kediri", scope="alfamidi")
    await ambon.assign("yusuf", "pelaku-usaha", scope=str(uuid4()))
    for stranger in ("kamil", "budi", "yusuf"):
        assert (await ambon.page(stranger, place)).status_code == 404, stranger
        assert "Sambal" not in (await ambon.page(stranger, "/penawaran?keadaan=")).text
    await ambon.sign_mou("indomaret")
    own = await ambon.page("budi", "/penawaran")
    for action, fields in (
        (f"{place}/jawaban", {"answer": "accepted"}),
        ("/penawaran/jawab", {"answer": "accepted", "offers": offer}),
    ):
        sent = await ambon.form_of(own, action, **fields)
        assert sent.status_code == 404, action
    assert (await ambon.page("yohana", place)).status_code == 200
    page = await ambon.page("yohana", "/penawaran")
    assert "Sambal" in page.text
    assert 'name="answer"' not in page.text
    assert set(await ambon.statuses("offers")) == {"open"}


async def test_officers_see_what_is_overdue_by_retailer(ambon: Agreements) -> None:
    first, second, _ = await offer_many(ambon, "Sambal", "Sagu", "Kenari")
    await ambon.fetch("UPDATE offers SET status = 'overdue', answer_due = '2026-01-02' WHERE id = $1", UUID(second))
    await ambon.done("rina", f"/offers/{first}/answers", {"answer": "accepted"})
    await ambon.agree_mou("indomaret", until=30)
    page = (await ambon.page("pengawas", "/tunggakan")).text
    assert "2 Januari 2026" in page
    assert "PT Midi Utama Indonesia Tbk" in page
    assert "/agreements/penawaran?kota=ambon&amp;ritel=alfamidi&amp;keadaan=overdue" in page
    assert "Pemerintah Kota Ambon, PT Indomarco" in page
    table = (await ambon.page("pengawas", "/tunggakan?unduh=csv")).text
    assert re.search(r"alfamidi,2,1,2026-01-02,1,\d{4}-\d\d-\d\dT\d\d:\d\d\+09:00", table)
    await ambon.assign("kamil", "diskop", city="kediri")
    assert (await ambon.page("kamil", "/tunggakan?kota=ambon")).status_code == 404
    assert "Midi" not in (await ambon.page("kamil", "/tunggakan")).text
    for reader in ("rina", "yohana"):
        assert (await ambon.page(reader, "/tunggakan")).status_code == 403


async def test_what_is_overdue_is_cut_with_a_word_and_taken_away_whole(
    ambon: Agreements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.agreements.routes.overdue.SHOWN", 1)
    drafted = await ambon.draft_pks()
    waiting = {await ambon.agree_mou("indomaret"), await ambon.agree_mou("indomaret")}
    ending = {await ambon.sign_mou("indomaret", until=days) for days in (20, 30)}
    page = (await ambon.page("pengawas", "/tunggakan")).text
    assert page.count("Hanya 1 yang pertama.") == 2
    assert [sum(f"/kesepakatan/{mou}" in page for mou in mous) for mous in (waiting, ending)] == [1, 1]
    listed = "/kesepakatan?keadaan=menunggu&kota=ambon"
    assert f'href="/agreements{listed.replace("&", "&amp;")}"' in page
    found = (await ambon.page("pengawas", listed)).text
    assert all(f"/kesepakatan/{mou}" in found for mou in waiting)
    assert '<option value="menunggu" selected>' in found
    assert not any(f"/kesepakatan/{mou}" in found for mou in ending)
    tables = {kind: (await ambon.page("pengawas", f"/tunggakan?unduh={kind}")).text for kind in HEADS}
    assert all(mou in tables["kesepakatan"] for mou in waiting)
    assert "Pemerintah Kota Ambon, PT Indomarco" in tables["kesepakatan"]
    assert all(f"{mou},Kesepakatan Bersama,Pemasaran Produk UMKM,indomaret," in tables["berakhir"] for mou in ending)
    assert re.search(r"alfamidi,1,1,0,\S+\+09:00", tables["pks"])
    assert drafted not in tables["berakhir"]
    assert [text.splitlines()[0].lstrip("\ufeff") for text in tables.values()] == [",".join(h) for h in HEADS.values()]
    for kind in HEADS:
        assert f"/tunggakan?unduh={kind}" in page, kind


async def test_an_admin_registers_a_retailer_and_changes_its_stores(ambon: Agreements) -> None:
    said = {
        "city": "ambon",
        "code": "alfamart",
        "legal_name": "PT <Sumber>",
        "branches": "A1; Gerai Satu\nA2\tGerai Dua",
    }
    taken = await ambon.form("admin", "/ritel-baru", "/ritel-baru", **said)
    assert taken.headers["location"] == "/agreements/ritel?kota=ambon&kabar=ritel-disimpan"
    page = (await ambon.page("pengawas", "/ritel")).text
    assert "PT &lt;Sumber&gt;" in page
    assert "Gerai Dua" in page
    assert "Ubah</a>" not in page
    place = "/ritel/ambon/alfamart"
    assert "A1; Gerai Satu\nA2; Gerai Dua" in (await ambon.page("admin", place)).text
    changed = await ambon.form("admin", place, place, **said | {"branches": "A1; Gerai Pertama"})
    assert changed.status_code == 303
    assert "dahulu Gerai Satu" in (await ambon.page("admin", "/ritel")).text


async def test_retailers_are_looked_for_go_on_and_can_be_taken_away(
    ambon: Agreements, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ambon.assign("pengawas", "pengawas", city="kediri")
    for asked, found in (
        ("indomarco", {"indomaret"}),
        ("LATTA", {"alfamidi"}),
        ("amb0", {"alfamidi"}),
        ("name", set()),
    ):
        page = (await ambon.page("pengawas", f"/ritel?kota=ambon&cari={asked}")).text
        assert {code for code in ("alfamidi", "indomaret") if f'<h2 id="{code}">' in page} == found, asked
        assert ("Tidak ada mitra ritel yang cocok." in page) == (not found)
        assert '<input type="hidden" name="kota" value="ambon">' in page
    table = (await ambon.page("pengawas", "/ritel?kota=ambon&unduh=csv")).text
    assert "ambon,alfamidi,PT Midi Utama Indonesia Tbk,AMB03,Alfamidi Latta," in table
    assert "ambon,indomaret,PT Indomarco," in table
    monkeypatch.setattr("services.agreements.routes.chains.PAGE", 1)
    page = (await ambon.page("pengawas", "/ritel?kota=ambon")).text
    following = page.partition('rel="next"')[0].rpartition('href="/agreements')[2].rstrip('" ').replace("&amp;", "&")
    rest = (await ambon.page("pengawas", following)).text
    assert ("Indomarco" in page, "Indomarco" in rest, "Midi" in rest) == (False, True, False)
    assert 'rel="next"' not in rest


@pytest.mark.parametrize(
    ("differences", "field", "text"),
    [
        ({"code": "Alfa Mart"}, "code", "hanya boleh berisi huruf kecil dan angka"),
        ({"code": "alfamidi"}, "code", "sudah dipakai oleh PT Midi Utama Indonesia Tbk"),
        ({"legal_name": " "}, "legal_name", "belum diisi"),
        ({"branches": "A1 Gerai Satu"}, "branches", "harus memiliki kode dan nama"),
        ({"branches": "A1; Satu\nA1; Dua"}, "branches", "sama"),
        ({"branches": f"A1; {'x' * 200}"}, "branches", "belum benar"),
    ],
)
async def test_a_retailer_that_is_not_right_comes_back_whole(
    ambon: Agreements, differences: dict[str, str], field: str, text: str
) -> None:
    said = {"city": "ambon", "code": "alfamart", "legal_name": "PT Sumber <Alfaria>", "branches": "A1; Gerai"}
    refused = await ambon.form("admin", "/ritel-baru", "/ritel-baru", **said | differences)
    assert refused.status_code == 422
    assert text in refused.text.partition(f'id="{field}-fault">')[2].partition("</p>")[0]
    assert "legal_name" in differences or "PT Sumber &lt;Alfaria&gt;" in refused.text


async def test_retailers_of_another_city_are_not_there(ambon: Agreements) -> None:
    await ambon.assign("kamil", "admin-kota", city="kediri")
    said = {"city": "ambon", "code": "alfamart", "legal_name": "PT Sumber"}
    for path in ("/ritel?kota=ambon", "/ritel/ambon/alfamidi", "/ritel-baru?kota=ambon"):
        assert (await ambon.page("kamil", path)).status_code == 404, path
    for action in ("/ritel-baru", "/ritel/ambon/alfamidi"):
        assert (await ambon.form("kamil", "/ritel-baru", action, **said)).status_code == 404, action
    assert (await ambon.page("admin", "/ritel/ambon/tidakada")).status_code == 404
    assert (await ambon.page("diskop", "/ritel-baru")).status_code == 403


async def test_everybody_reads_who_may_do_what(ambon: Agreements) -> None:
    page = (await ambon.page("yohana", "/wewenang")).text
    own = page.partition('<h2 id="pelaku-usaha">')[2].partition("</section>")[0]
    assert "Menandatangani PKS" in own
    assert "Menyusun PKS" not in own
    assert str(BUSINESS_ID) not in page
