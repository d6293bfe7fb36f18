"""What the business reads of its case; the city's rubrics; who may do what."""

import pytest

from tests.curation.conftest import Curation
from tests.curation.samples import BUSINESS_ID, submission

CONDITION = {"text": "Ganti <b>label</b>", "due": "2026-12-24"}
ROWS = {
    "city": "ambon",
    "criteria-0-name": "Rasa & mutu",
    "criteria-0-weight": "60",
    "criteria-0-minimum": "50",
    "criteria-2-name": "Kemasan",
    "criteria-2-weight": "40",
    "criteria-3-name": "",
    "criteria-3-weight": "",
    "pass_mark": "65",
}


@pytest.fixture
async def people(curation: Curation) -> None:
    """An owner and an assistant in Ambon, and an admin."""
    await curation.assign("yohana", "pelaku-usaha", scope=str(BUSINESS_ID))
    await curation.assign("sari", "pendamping")
    await curation.assign("olga", "admin-kota")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("reader", ["yohana", "sari", "olga"])
async def test_the_business_reads_what_comes_next(curation: Curation, reader: str) -> None:
    product_id = await curation.submitted()
    path = f"/hasil/{product_id}"
    assert "Diharapkan paling lambat 8 Desember 2026." in (await curation.page(reader, path)).text
    await curation.review("ani", product_id, recommendation="mend", corrections=[{"text": "Turunkan <harga>"}])
    await curation.review("dewi", product_id, reason="Rasanya baik")
    page = (await curation.page(reader, path)).text
    assert "Perlu Pembinaan" in page
    assert "Turunkan &lt;harga&gt;" in page
    assert "Dibantu Dinas Koperasi dan UKM" in page
    assert f'href="/registration/produk/{product_id}">Perbaiki dan ajukan ulang' in page
    assert "Rasanya baik" in page
    assert "Kurator" not in page
    await curation.hear(submission(product_id=product_id, revision=2))
    again = (await curation.page(reader, path)).text
    assert "Produk sedang dinilai." in again
    assert "Revisi 1: " in again


@pytest.mark.usefixtures("people")
async def test_conditions_stand_there_with_their_days(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", product_id)
    page = (await curation.page("yohana", f"/hasil/{product_id}")).text
    assert "Ganti &lt;b&gt;label&lt;/b&gt;" in page
    assert "Tenggat 24 Desember 2026" in page
    condition = (await curation.case(product_id))["conditions"][0]["condition_id"]
    await curation.post("ani", f"/cases/{product_id}/conditions/{condition}/fulfilment", {"note": "Foto diperiksa"})
    page = (await curation.page("yohana", f"/hasil/{product_id}")).text
    assert "Foto diperiksa" in page
    assert "Produk lolos." in page


@pytest.mark.usefixtures("people")
async def test_a_reason_stands_there_once_beside_what_the_other_department_remarked(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="reject", reason="Kemasan bocor")
    await curation.review("dewi", product_id, reason="Rasanya baik")
    page = (await curation.page("yohana", f"/hasil/{product_id}")).text
    assert [page.count(said) for said in ("Kemasan bocor", "Rasanya baik")] == [1, 1]


@pytest.mark.usefixtures("people")
async def test_another_business_does_not_find_the_result(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.assign("budi", "pelaku-usaha", scope="018f0000-0000-7000-8000-0000000000ff")
    await curation.assign("kamil", "pendamping", city="kediri")
    for stranger in ("budi", "kamil"):
        assert (await curation.page(stranger, f"/hasil/{product_id}")).status_code == 404
        assert (await curation.page(stranger, f"/berkas/{product_id}")).status_code == 403


@pytest.mark.usefixtures("people")
async def test_an_admin_sets_the_next_rubric_and_running_cases_keep_theirs(curation: Curation) -> None:
    running = await curation.submitted()
    taken = await curation.form("olga", "/rubrik", "/rubrik", **ROWS)
    assert taken.headers["location"] == "/curation/rubrik?kota=ambon&kabar=rubrik-ditetapkan"
    page = (await curation.page("olga", "/rubrik?kota=ambon&kabar=rubrik-ditetapkan")).text
    assert "Versi 2, batas lulus 65" in page
    assert "Rasa &amp; mutu" in page
    assert "Versi 1, sejak 1 Januari 2026" in page
    assert (await curation.case(running))["rubric"]["version"] == 1
    opened = (await curation.case(await curation.submitted()))["rubric"]
    assert [(each["code"], each["minimum"]) for each in opened["criteria"]] == [("rasa-mutu", 50), ("kemasan", 0)]


@pytest.mark.usefixtures("people")
async def test_a_rubric_that_does_not_add_up_comes_back_whole(curation: Curation) -> None:
    refused = await curation.form("olga", "/rubrik", "/rubrik", **ROWS | {"criteria-2-weight": "30"})
    assert refused.status_code == 422
    assert "Jumlah semua bobot harus 100; sekarang 90." in refused.text
    assert 'value="Rasa &amp; mutu"' in refused.text
    assert 'name="criteria-2-weight" type="text" inputmode="numeric" class="short" value="30"' in refused.text
    lacking = await curation.form("olga", "/rubrik", "/rubrik", **ROWS | {"criteria-2-weight": "", "pass_mark": "0"})
    assert 'id="criteria-2-weight-fault"' in lacking.text
    refused = await curation.form("olga", "/rubrik", "/rubrik", **ROWS | {"pass_mark": "0"})
    assert 'id="pass_mark-fault">Batas lulus harus antara 1 dan 100.' in refused.text


@pytest.mark.usefixtures("people")
async def test_only_the_citys_own_admin_sets_its_rubric(curation: Curation) -> None:
    assert "Tetapkan rubrik baru" not in (await curation.page("ani", "/rubrik")).text
    await curation.assign("kamil", "admin-kota", city="kediri")
    assert (await curation.page("kamil", "/rubrik?kota=ambon")).status_code == 404
    assert (await curation.form("kamil", "/rubrik", "/rubrik", **ROWS)).status_code == 404
    assert (await curation.page("yohana", "/rubrik")).status_code == 403


@pytest.mark.usefixtures("people")
async def test_everybody_reads_who_may_do_what(curation: Curation) -> None:
    page = (await curation.page("ani", "/wewenang")).text
    first = page.partition('<section class="card"')[2].partition("</section>")[0]
    assert "Kurator Dinas Koperasi dan UKM" in first
    assert "Menilai produk untuk dinasnya" in first
    owners = page.partition('<h2 id="pelaku-usaha">')[2].partition("</section>")[0]
    assert "Berkas dengan hasilnya" in owners
    assert "Menilai produk" not in owners
    assert (await curation.page("yohana", "/wewenang")).status_code == 200
