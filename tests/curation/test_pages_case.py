"""A case on one page: what a curator reads, and the sheet that they fill in."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.registration import ProductWithdrawn
from tests.curation.conftest import Curation
from tests.curation.samples import BUSINESS_ID, PIRT, scores, submission

CONDITION = {"text": "Ganti label", "due": "2026-12-24"}
FILLED = {f"scores-{code}": str(points) for code, points in scores(80).items()} | {
    "recommendation": "pass",
    "department": "diskop",
    "revision": "1",
    "conditions-0-text": "",
    "corrections-50-text": "",
    "reason": "",
}
MENDED = {
    "recommendation": "mend",
    "corrections-50-text": "Kemasan <i>bocor</i>",
    "corrections-50-field": "net_content",
    "corrections-5-text": "Cantumkan nomor izin edar pada bagian utama label.",
}


async def send(curation: Curation, subject: str, product_id: UUID, **fields: str) -> Any:
    """A sheet of whoever opens the case and fills it in."""
    path = f"/berkas/{product_id}"
    return await curation.form(subject, path, f"{path}/penilaian", **FILLED | fields)


async def test_a_case_shows_the_product_its_licences_its_checks_and_who_has_reviewed(curation: Curation) -> None:
    ended = PIRT.model_copy(update={"number": "2063510010243-25", "valid_until": None})
    product_id = await curation.submitted(name="Sambal <b>Roa</b>", licences=(PIRT, ended))
    await curation.review("dewi", product_id, reason="Rasa <script>alert(1)</script>")
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    assert "Sambal &lt;b&gt;Roa&lt;/b&gt;" in page
    assert "Rp32.000" in page
    assert "P-IRT 2068171010001-31, sampai 1 Maret 2031" in page
    assert page.count('<span class="state bad">Berakhir</span>') == 1
    assert "Izin edar yang diperlukan ada dan berlaku." in page
    assert "Dinas Perindustrian dan Perdagangan: Lolos · nilai 80" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Menunggu penilaian: Dinas Koperasi dan UKM." in page
    assert f"/registration/produk/{product_id}" in page
    assert f'href="/notifications/jejak/{product_id}"' in page
    assert "24 November 2026, 09.05 WIT" in page


async def test_a_sheet_is_taken_and_with_the_last_one_the_case_is_decided(curation: Curation) -> None:
    product_id = await curation.submitted()
    first = await send(curation, "ani", product_id)
    assert (first.status_code, first.headers["location"]) == (303, f"/curation/berkas/{product_id}?kabar=dinilai")
    second = await send(curation, "dewi", product_id, department="disperindag", **MENDED)
    assert second.headers["location"].endswith("?kabar=diputuskan")
    case = await curation.case(product_id)
    assert case["outcome"] == "perlu-pembinaan"
    assert [(each["text"], each["field"]) for each in case["corrections"]] == [
        ("Cantumkan nomor izin edar pada bagian utama label.", "licences"),
        ("Kemasan <i>bocor</i>", "net_content"),
    ]
    page = (await curation.page("ani", f"/berkas/{product_id}?kabar=diputuskan")).text
    assert "Penilaian tersimpan, dan berkasnya diputuskan." in page
    assert "Kemasan &lt;i&gt;bocor&lt;/i&gt;" in page
    assert 'id="penilaian"' not in page


async def test_a_sheet_that_is_not_complete_comes_back_whole(curation: Curation) -> None:
    product_id = await curation.submitted()
    lacking = MENDED | {"scores-legalitas": "", "scores-harga-margin": "banyak", "reason": "Rasa < bagus"}
    answer = await send(curation, "ani", product_id, **lacking)
    assert answer.status_code == 422
    assert 'href="#scores-harga-margin"' in answer.text
    assert "Isian ini harus berupa bilangan bulat" in answer.text
    assert 'name="corrections-50-text" type="text" value="Kemasan &lt;i&gt;bocor&lt;/i&gt;"' in answer.text
    assert 'value="Cantumkan nomor izin edar pada bagian utama label." checked' in answer.text
    assert '<option value="net_content" selected>' in answer.text
    assert "Rasa &lt; bagus</textarea>" in answer.text
    assert 'value="mend" checked' in answer.text
    answer = await send(curation, "ani", product_id, **MENDED | {"scores-legalitas": ""})
    assert 'id="scores-fault">Nilai belum lengkap. Isi nilai untuk: Legalitas.' in answer.text
    assert (await curation.case(product_id))["reviews"] == []


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"recommendation": "pass-with-conditions"}, "conditions", "paling sedikit satu syarat"),
        ({"recommendation": "mend"}, "corrections", "paling sedikit satu hal"),
        ({"recommendation": "reject"}, "reason", "memerlukan alasan"),
        ({"recommendation": ""}, "recommendation", "wajib diisi"),
        ({"recommendation": "pass-with-conditions", "conditions-3-text": "Segel"}, "conditions-3-due", "wajib diisi"),
        ({"scores-legalitas": "101"}, "scores", "antara 0 dan 100"),
    ],
)
async def test_what_is_lacking_is_said_where_it_is_lacking(
    curation: Curation, fields: dict[str, str], field: str, said: str
) -> None:
    product_id = await curation.submitted()
    answer = await send(curation, "ani", product_id, **fields)
    assert answer.status_code == 422
    summary = answer.text.partition('id="salah"')[2].partition("</ul>")[0]
    assert said in summary
    assert f'href="#{field}"' in summary or not field
    assert f'id="{field}"' in answer.text or not field


async def test_who_was_overtaken_by_a_colleague_reads_it_and_loses_nothing(curation: Curation) -> None:
    product_id = await curation.submitted()
    path, browser = f"/berkas/{product_id}", await curation.page("ahmad", f"/berkas/{product_id}")
    await curation.review("ani", product_id, recommendation="reject", reason="Tidak layak")
    assert 'name="replaces"' not in browser.text
    answer = await curation.form_of(browser, "ahmad", f"{path}/penilaian", **FILLED | {"reason": "Menurut saya baik"})
    assert answer.status_code == 409
    assert "lebih dulu mengirim penilaian ke-1" in answer.text
    assert "Tidak layak" in answer.text
    assert "Menurut saya baik</textarea>" in answer.text
    assert "Ganti penilaian ke-1" in answer.text
    again = await curation.form_of(answer, "ahmad", f"{path}/penilaian", **FILLED | {"reason": "Menurut saya baik"})
    assert again.status_code == 303
    assert [review["in_force"] for review in (await curation.case(product_id))["reviews"]] == [False, True]


async def test_who_comes_when_all_is_decided_reads_by_whom_and_what_they_had_written(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id)
    path, browser = f"/berkas/{product_id}", await curation.page("ani", f"/berkas/{product_id}")
    await curation.review("dewi", product_id)
    answer = await curation.form_of(browser, "ani", f"{path}/penilaian", **FILLED | {"reason": "Masih <ragu>"})
    assert answer.status_code == 409
    assert "Kurator Dinas Perindustrian dan Perdagangan memutuskan lebih dulu" in answer.text
    assert "Isian Anda yang tidak terkirim" in answer.text
    assert "Masih &lt;ragu&gt;" in answer.text
    assert "<dt>Rasa dan mutu</dt>" in answer.text
    assert 'id="penilaian"' not in answer.text


async def test_who_judged_an_older_revision_is_shown_the_newer_one_and_loses_nothing(curation: Curation) -> None:
    product_id = await curation.submitted()
    path, browser = f"/berkas/{product_id}", await curation.page("ani", f"/berkas/{product_id}")
    await curation.hear(submission(product_id=product_id, revision=2, price=35_000))
    answer = await curation.form_of(browser, "ani", f"{path}/penilaian", **FILLED | {"reason": "Baik"})
    assert answer.status_code == 409
    assert "Yang sedang dikurasi adalah revisi 2." in answer.text
    assert "Baik</textarea>" in answer.text
    assert 'name="revision" value="2"' in answer.text


async def test_a_resubmission_shows_what_is_different_and_what_had_to_be_mended(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="mend", corrections=[{"text": "Turunkan harga"}])
    await curation.review("dewi", product_id, scores=scores(kemasan_label=40))
    await curation.hear(submission(product_id=product_id, revision=2, price=29_000, changes="Harga turun"))
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    assert "<del>Rp32.000</del>" in page
    assert "<ins>Rp29.000</ins>" in page
    assert "Keterangan pelaku usaha: Harga turun" in page
    assert 'name="corrections-100-text" value="Turunkan harga"' in page
    assert page.count("Kemasan dan kelengkapan label belum memenuhi syarat") == 2
    assert 'value="Kemasan dan kelengkapan label belum memenuhi syarat' not in page
    assert "Revisi 1: " in page
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id, revision=2)
    await curation.hear(submission(product_id=product_id, revision=3, price=29_000, net_content="200 g"))
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    newest, _, earlier = page.partition('id="riwayat"')
    assert "<ins>200 g</ins>" in newest
    assert "<ins>Rp29.000</ins>" not in newest
    assert "<ins>Rp29.000</ins>" in earlier


async def test_photos_that_came_and_went_are_shown_and_those_of_before_can_be_opened(curation: Curation) -> None:
    gone, kept, came = (UUID(int=number) for number in (1, 2, 3))
    product_id = await curation.submitted(photos=(gone, kept))
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id, recommendation="mend", corrections=[{"text": "Foto label"}])
    await curation.hear(submission(product_id=product_id, revision=2, photos=(kept, came)))
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    before, after = page.partition('id="perubahan"')[2].partition("</section>")[0].split('data-label="Menjadi"')
    said = {
        (photo, mark)
        for photo in (gone, kept, came)
        for cell, mark in ((before, "Dihapus"), (after, "Ditambahkan"))
        if f'href="/registration/foto/{photo}"' in cell
        and mark in cell.partition(f"/foto/{photo}")[2].partition("</li>")[0]
    }
    assert said == {(gone, "Dihapus"), (came, "Ditambahkan")}
    assert f'href="/registration/foto/{kept}"' in before
    assert f'href="/registration/foto/{kept}"' in after
    assert page.count("Dihapus") == page.count("Ditambahkan") == 1
    assert "2 foto" not in page


async def test_what_is_withdrawn_is_compared_with_no_revision_before(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="mend", corrections=[{"text": "Turunkan harga"}])
    await curation.review("dewi", product_id)
    await curation.hear(ProductWithdrawn(city="ambon", product_id=product_id, revision=1, reason="Alat rusak"))
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    assert "Turunkan harga" in page
    assert "Dibandingkan dengan revisi sebelumnya" not in page


async def test_a_curator_of_both_departments_chooses_for_which_one(curation: Curation) -> None:
    await curation.assign("ani", "kurator-disperindag")
    product_id = await curation.submitted()
    assert "<strong>Dinas Koperasi dan UKM</strong>" in (await curation.page("ani", f"/berkas/{product_id}")).text
    await curation.review("ani", product_id, department="diskop")
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    assert "<strong>Dinas Perindustrian dan Perdagangan</strong>" in page
    page = (await curation.page("ani", f"/berkas/{product_id}?dinas=diskop")).text
    assert "Ganti penilaian ke-1" in page


async def test_a_condition_is_met_by_a_form_of_its_own(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review(
        "ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION, CONDITION | {"text": "Segel"}]
    )
    await curation.review("dewi", product_id)
    path = f"/berkas/{product_id}"
    first = (await curation.case(product_id))["conditions"][0]["condition_id"]
    refused = await curation.form("ani", path, f"{path}/syarat/{first}", note=" ")
    assert refused.status_code == 422
    assert refused.text.count("Tuliskan bagaimana syarat ini terpenuhi.") == 2
    taken = await curation.form("ani", path, f"{path}/syarat/{first}", note="Label <baru> dilihat")
    assert taken.headers["location"].endswith("?kabar=syarat-dipenuhi")
    page = (await curation.page("ani", path)).text
    assert "Label &lt;baru&gt; dilihat" in page
    late = await curation.form("ani", path, f"{path}/syarat/{first}", note="Sekali lagi")
    assert late.status_code == 409
    assert "Sekali lagi" in late.text


async def test_a_condition_is_met_while_a_later_revision_is_judged(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", product_id)
    await curation.hear(submission(product_id=product_id, revision=2))
    path = f"/berkas/{product_id}"
    page = (await curation.page("ani", path)).text
    action = page.partition(f'action="/curation{path}/syarat/')[2].partition('"')[0]
    assert (await curation.form("ani", path, f"{path}/syarat/{action}", note="Label dilihat")).status_code == 303
    assert (await curation.announced(product_id))[-1][1]["outcome"] == "lolos"
    assert "/syarat/" not in (await curation.page("ani", path)).text


async def test_another_citys_people_find_neither_page_nor_form(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", product_id)
    condition = (await curation.case(product_id))["conditions"][0]["condition_id"]
    own = await curation.submitted(city="kediri")
    for function in ("kurator-diskop", "admin-kota"):
        await curation.assign("kamil", function, city="kediri")
    path = f"/berkas/{product_id}"
    assert (await curation.page("kamil", path)).status_code == 404
    assert (await curation.page("kamil", f"/hasil/{product_id}")).status_code == 404
    for action in (f"{path}/penilaian", f"{path}/syarat/{condition}"):
        sent = await curation.form("kamil", f"/berkas/{own}", action, **FILLED | {"note": "Dilihat"})
        assert sent.status_code == 404, action
    assert (await curation.page("ani", f"/berkas/{uuid4()}")).status_code == 404
    await curation.assign("kamil", "pelaku-usaha", scope=str(BUSINESS_ID))
    assert (await curation.page("kamil", path)).status_code == 404


async def test_other_officers_read_the_case_and_are_offered_no_sheet(curation: Curation) -> None:
    await curation.assign("olga", "admin-kota")
    product_id = await curation.submitted()
    page = await curation.page("olga", f"/berkas/{product_id}")
    assert page.status_code == 200
    assert 'id="penilaian"' not in page.text
    sent = await curation.form("olga", "/rubrik", f"/berkas/{product_id}/penilaian", **FILLED)
    assert sent.status_code == 403
