"""Pages of products: only what a category needs is asked, and corrections stand beside their fields."""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.curation import Condition, ConditionLapsed, Correction, ProductCurated
from shared.events.registration import ProductFacts
from tests.examples import PRODUCT
from tests.registration.conftest import Registration
from tests.registration.test_pages_businesses import ELSEWHERE, OFFICER, people
from tests.registration.test_pages_registering import path_in

SHEET = {
    "category": "pangan-kering",
    "name": "Sambal Roa Tifa",
    "net_content": "150 g",
    "shelf_life_days": "180",
    "storage": "suhu-ruang",
    "price": "Rp32.000",
    "capacity_per_month": "600",
    "licences-0-kind": "pirt",
    "licences-0-number": "P-IRT No. 2068171010001-31",
    "licences-0-valid_until": "2031-03-01",
    "licences-1-kind": "",
    "licences-1-number": "",
    "halal_status": "bersertifikat",
    "halal_number": "ID32110001902430323",
    "gtin": "8991001000019",
}
CORRECTION = Correction(text="Cantumkan tanggal kedaluwarsa", field="shelf_life_days", department="diskop")


def judged(product: str, outcome: str, revision: int = 1, **more: Any) -> ProductCurated:
    """What curation tells of a product."""
    return ProductCurated(
        city="ambon",
        product_id=UUID(product),
        business_id=uuid4(),
        revision=revision,
        outcome=outcome,
        rubric_version=1,
        product=ProductFacts(**PRODUCT),
        **more,
    )


def fields_in(page: str) -> set[str]:
    """What a page's form asks for."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_0-9-]+)"', page))


async def test_a_product_is_described_and_put_forward(registration: Registration) -> None:
    business = await people(registration)
    new = f"/usaha/{business}/produk-baru"
    assert "Pangan kering" in (await registration.page("yohana", new)).text
    answer = await registration.form("yohana", f"{new}?kategori=pangan-kering", SHEET, action=new)
    path = path_in(answer).partition("?")[0]
    page = (await registration.page("yohana", path)).text
    assert "Semua isian yang wajib sudah lengkap." in page
    assert "Rp32.000" in page
    answer = await registration.form("yohana", path, action=f"{path}/ajukan")
    assert path_in(answer) == f"{path}?kabar=diajukan"
    [submitted] = await registration.announced("product-submitted")
    assert submitted["price"] == 32_000
    assert submitted["licences"] == [{"kind": "pirt", "number": "2068171010001-31", "valid_until": "2031-03-01"}]


@pytest.mark.parametrize(
    ("category", "asked", "not_asked"),
    [
        ("pangan-kering", {"shelf_life_days", "licences-0-kind", "halal_number"}, set()),
        ("minuman", {"storage"}, set()),
        ("kosmetik", {"licences-0-kind", "halal_number"}, set()),
        ("kerajinan", {"halal_status"}, {"shelf_life_days", "licences-0-kind", "halal_number"}),
    ],
)
async def test_only_what_the_category_needs_is_asked(
    registration: Registration, category: str, asked: set[str], not_asked: set[str]
) -> None:
    business = await people(registration)
    page = (await registration.page("yohana", f"/usaha/{business}/produk-baru?kategori={category}")).text
    found = fields_in(page)
    assert asked <= found
    assert not found & not_asked


async def test_what_the_law_rules_out_cannot_be_chosen(registration: Registration) -> None:
    business = await people(registration)
    page = (await registration.page("yohana", f"/usaha/{business}/produk-baru?kategori=minuman-beralkohol")).text
    assert "Permendag 6/2015" in page
    assert "kategori=minuman-beralkohol" not in page.partition("<main")[2]


async def test_what_is_missing_leads_to_its_field(registration: Registration) -> None:
    business = await people(registration)
    new = f"/usaha/{business}/produk-baru"
    written = {"category": "pangan-kering", "name": "Abon", "storage": "suhu-ruang"}
    path = path_in(await registration.form("yohana", f"{new}?kategori=pangan-kering", written, action=new))
    path = path.partition("?")[0]
    page = (await registration.page("yohana", path)).text
    assert f'href="/registration{path}/isian#price"' in page
    assert f'action="/registration{path}/ajukan"' not in page
    form = (await registration.page("yohana", f"{path}/isian")).text
    assert 'id="price"' in form
    assert '<p class="point">Harga belum diisi' in form
    answer = await registration.form("yohana", path + "/isian", action=f"{path}/ajukan")
    assert answer.status_code == 422
    assert "Ada 6 hal" in answer.text


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"price": "murah"}, "price"),
        ({"licences-0-number": ""}, "licences-0-number"),
        ({"licences-1-number": "x", "licences-1-kind": ""}, "licences-1-kind"),
        ({"licences-0-valid_until": "1031-01-01"}, "licences-0-valid_until"),
        ({"gtin": "9" * 2001}, "gtin"),
    ],
)
async def test_a_sheet_that_cannot_be_read_comes_back_whole(
    registration: Registration, different: dict[str, str], field: str
) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    answer = await registration.form("yohana", f"/produk/{product}/isian", SHEET | {"name": "Baru"} | different)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert 'value="Baru"' in answer.text
    [row] = await registration.fetch("SELECT sheet FROM products")
    assert "Baru" not in row["sheet"]


async def test_corrections_stand_at_their_fields_until_the_next_result(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    general = Correction(text="Perbaiki foto", field=None, department="disperindag")
    await registration.hear(judged(product, "perlu-pembinaan", corrections=(CORRECTION, general)))
    page = (await registration.page("yohana", f"/produk/{product}")).text
    assert "Perlu Pembinaan" in page
    assert f"/produk/{product}/isian#shelf_life_days" in page
    form = (await registration.page("yohana", f"/produk/{product}/isian")).text
    beside = form.partition('id="shelf_life_days"')[0].rpartition('name="net_content"')[2]
    assert "Cantumkan tanggal kedaluwarsa" in beside
    assert "Dinas Koperasi dan UKM" in beside
    assert "Perbaiki foto" in form.partition("<form")[0]


async def test_corrections_that_nobody_wrote_are_read_in_any_language(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    of_law = Correction(text="Usaha belum memiliki NIB.", code="nib-missing", department="diskop")
    await registration.hear(judged(product, "perlu-pembinaan", corrections=(CORRECTION, of_law)))
    await registration.page("yohana", "/usaha")
    registration.browsers["yohana"] |= {"accept-language": "en"}
    for path in (f"/produk/{product}", f"/produk/{product}/isian"):
        page = (await registration.page("yohana", path)).text
        assert "The business has no NIB." in page
        assert "Usaha belum memiliki NIB." not in page
        assert "Cantumkan tanggal kedaluwarsa" in page


async def test_a_resubmission_says_what_changed(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    await registration.hear(judged(product, "perlu-pembinaan", corrections=(CORRECTION,)))
    path = f"/produk/{product}"
    assert f"{path}/ajukan" not in (await registration.page("yohana", path)).text
    await registration.form("yohana", f"{path}/isian", SHEET | {"price": "30.000"})
    page = (await registration.page("yohana", path)).text
    assert "<del>Rp32.000</del> <ins>Rp30.000</ins>" in page
    answer = await registration.form("yohana", path, {"changes": " "}, action=f"{path}/ajukan")
    assert answer.status_code == 422
    assert 'id="changes-fault"' in answer.text
    answer = await registration.form("yohana", path, {"changes": "Harga <b>turun</b>"}, action=f"{path}/ajukan")
    assert answer.status_code == 303
    page = (await registration.page("yohana", path)).text
    assert "Harga &lt;b&gt;turun&lt;/b&gt;" in page
    assert "Diajukan" in page
    compared = (await registration.page(OFFICER, f"{path}/revisi?dari=1&ke=2")).text
    assert "<del>Rp32.000</del>" in compared
    assert "<ins>Rp30.000</ins>" in compared
    assert "Tidak ada yang berbeda." in (await registration.page(OFFICER, f"{path}/revisi?dari=2&ke=2")).text


async def test_a_result_is_of_the_revision_that_was_judged(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    path = f"/produk/{product}"
    await registration.form("yohana", f"{path}/isian", SHEET | {"price": "30.000"})
    await registration.form("yohana", path, {"changes": "Harga"}, action=f"{path}/ajukan")
    await registration.hear(judged(product, "tidak-lolos", reason="Kemasan bocor"))
    page = (await registration.page("yohana", path)).text
    assert '<span class="state wait">Diajukan</span>' in page
    assert "Tidak Lolos" in page.partition("Pengajuan")[2]


async def test_a_condition_that_was_met_is_gone_and_one_that_lapsed_says_so(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    condition = Condition(condition_id=uuid4(), text="Ganti label", due=date(2026, 12, 24))
    conditional = judged(product, "lolos-bersyarat", conditions=(condition,))
    await registration.hear(conditional)
    page = (await registration.page("yohana", f"/produk/{product}")).text
    assert "Ganti label, paling lambat 24 Desember 2026" in page
    await registration.hear(conditional, judged(product, "lolos"))
    page = (await registration.page("yohana", f"/produk/{product}")).text
    assert "Ganti label" not in page
    lapsed = [
        ConditionLapsed(city="ambon", product_id=UUID(product), business_id=uuid4(), revision=1, condition=each)
        for each in (condition, *(Condition(condition_id=uuid4(), text=t, due=condition.due) for t in ("Segel", "Uji")))
    ]
    await registration.hear(*lapsed[:2])
    await registration.hear(lapsed[2])
    page = (await registration.page("yohana", f"/usaha/{business}")).text
    assert "Syarat Tidak Dipenuhi" in page
    page = (await registration.page("yohana", f"/produk/{product}")).text
    assert all(text in page for text in ("Ganti label", "Segel", "Uji"))


async def test_a_product_is_taken_back_and_put_forward_again(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    path = f"/produk/{product}"
    answer = await registration.form("yohana", f"{path}/tarik", {"reason": ""})
    assert answer.status_code == 422
    assert 'id="reason-fault"' in answer.text
    answer = await registration.form("yohana", f"{path}/tarik", {"reason": "Alat rusak"})
    assert answer.status_code == 303
    assert "Ditarik" in (await registration.page("yohana", path)).text
    answer = await registration.form("yohana", path, {"changes": "Alat baru"}, action=f"{path}/ajukan")
    assert answer.status_code == 303


async def test_a_pendamping_enters_and_it_is_kept_as_what(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business, "dina")
    path = f"/produk/{product}"
    assert (await registration.form("dina", path, action=f"{path}/ajukan")).status_code == 303
    assert "oleh pendamping" in (await registration.page("yohana", path)).text


async def test_a_product_is_read_by_officers_and_changed_by_its_own(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    page = await registration.page(OFFICER, f"/produk/{product}")
    assert page.status_code == 200
    assert "/isian" not in page.text
    for form in ("/isian", "/tarik"):
        assert (await registration.page(OFFICER, f"/produk/{product}{form}")).status_code == 403


@pytest.mark.parametrize("page", ["", "/isian", "/tarik", "/revisi"])
async def test_anothers_product_is_not_there(registration: Registration, page: str) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    await registration.assign("tono", "pendamping", city="kediri")
    for subject in ("budi", "tono"):
        assert (await registration.page(subject, f"/produk/{product}{page}")).status_code == 404
        assert (await registration.page(subject, f"/produk/{uuid4()}{page}")).status_code == 404
        new = await registration.page(subject, f"/usaha/{business}/produk-baru")
        assert new.status_code == 404
    seen = (await registration.page(ELSEWHERE, f"/produk/{product}{page}")).status_code
    assert seen == (403 if page in ("/isian", "/tarik") else 404)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/produk/{product}/isian", SHEET),
        ("/produk/{product}/ajukan", {"changes": "x"}),
        ("/produk/{product}/tarik", {"reason": "x"}),
        ("/usaha/{business}/produk-baru", SHEET),
    ],
)
async def test_anothers_product_takes_no_form(registration: Registration, path: str, fields: dict[str, str]) -> None:
    business = await people(registration)
    product = await registration.submit(business)
    await registration.assign("tono", "pendamping", city="kediri")
    before = await registration.fetch("SELECT * FROM products"), await registration.announced()
    action = path.format(product=product, business=business)
    for subject, status in (("budi", 404), ("tono", 404), (OFFICER, 403), ("ani", 403)):
        answer = await registration.form(subject, "/usaha/daftar", fields, action=action)
        assert answer.status_code == status
    assert (await registration.fetch("SELECT * FROM products"), await registration.announced()) == before


async def test_what_is_written_of_a_product_is_no_markup(registration: Registration) -> None:
    business = await people(registration)
    script = "<script>alert(1)</script>"
    product = await registration.draft(business, name=script, net_content=f"1 {script}")
    for path in (f"/produk/{product}", f"/produk/{product}/isian", f"/usaha/{business}", f"/produk/{product}/revisi"):
        page = await registration.page("yohana", path)
        assert page.status_code == 200
        assert script not in page.text
