"""What an owner has to fill in: a sheet that is in order, spoilt one thing at a time."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration import domain
from shared.errors import Refused
from shared.events.registration import CityConfigured, District, Licence
from shared.law import categories

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=ZoneInfo("Asia/Jayapura"))
PRODUCT_ID = UUID("018f0000-0000-7000-8000-000000000002")

PIRT = Licence(kind="pirt", number="P-IRT No. 2068171010001-31", valid_until=date(2031, 5, 1))
MD = Licence(kind="bpom-md", number="MD 235602169254", valid_until=date(2030, 1, 1))
TR = Licence(kind="bpom-tr", number="TR 123456789")

AMBON = CityConfigured(
    city="ambon",
    name="Kota Ambon",
    region_code="81.71",
    time_zone="Asia/Jayapura",
    offices=(),
    districts=(District(code="81.71.01", name="Nusaniwe"), District(code="81.71.02", name="Sirimau")),
)
BUSINESS = domain.register(
    domain.Application(
        name="Dapur Tifa Sirimau",
        nib="0220009861929",
        legal_form="perorangan",
        established=True,
        turnover=180_000_000,
        kbli_code="10772",
        kbli_version="2025",
        district_code="81.71.02",
        owner_name="Yohana Latuconsina",
        phone="081234567890",
        nik="8171014101900001",
        consent=domain.Consent(text_version="2026-11", given_at=NOW, channel="mandiri"),
    ),
    business_id=UUID("018f0000-0000-7000-8000-000000000001"),
    city=CityConfigured(city="ambon", name="Kota Ambon", region_code="81.71", time_zone="Asia/Jayapura", offices=()),
    owner_subject="yohana",
    at=NOW,
)[0]

SHEET = domain.Sheet(
    name=" Sambal Roa Tifa ",
    category="pangan-kering",
    net_content="150 g",
    shelf_life_days=180,
    storage="suhu-ruang",
    price=32_000,
    capacity_per_month=1_000,
    licences=(PIRT,),
    halal_status="bersertifikat",
    halal_number="ID 32110001902430323",
    gtin="899 1001 000019",
)


def draft(**different: Any) -> domain.Product:
    return domain.draft(replace(SHEET, **different), product_id=PRODUCT_ID, business=BUSINESS, at=NOW)


def codes(sheet: domain.Sheet) -> list[str]:
    return [point.code for point in domain.open_points(sheet, on=NOW.date())]


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"name": " "}, "product-name-missing"),
        ({"category": ""}, "category-missing"),
        ({"category": "senjata"}, "category-unknown"),
        ({"category": "minuman-beralkohol"}, "category-not-eligible"),
        ({"net_content": ""}, "net-content-missing"),
        ({"net_content": "satu botol"}, "net-content-without-number"),
        ({"shelf_life_days": None}, "shelf-life-missing"),
        ({"shelf_life_days": 0}, "shelf-life-not-positive"),
        ({"storage": ""}, "storage-missing"),
        ({"storage": "hangat"}, "storage-unknown"),
        ({"storage": "beku", "licences": (MD,)}, "storage-not-for-category"),
        ({"price": 0}, "price-not-positive"),
        ({"price": -1}, "price-not-positive"),
        ({"capacity_per_month": 0}, "capacity-not-positive"),
        ({"licences": ()}, "pirt-missing"),
        ({"licences": (TR,)}, "pirt-missing"),
        ({"category": "pangan-beku", "storage": "beku"}, "bpom-md-missing"),
        ({"category": "minuman", "storage": "dingin"}, "bpom-md-missing"),
        ({"category": "obat-tradisional", "licences": ()}, "bpom-tr-missing"),
        ({"category": "kosmetik", "licences": ()}, "bpom-na-missing"),
        ({"licences": (PIRT, Licence(kind="sni", number="1"))}, "licence-kind-unknown"),
        ({"licences": (PIRT.model_copy(update={"number": "123456789"}),)}, "pirt-malformed"),
        ({"licences": (PIRT.model_copy(update={"valid_until": None}),)}, "licence-expiry-missing"),
        ({"licences": (MD.model_copy(update={"number": "MD 1"}),)}, "bpom-md-malformed"),
        ({"halal_status": ""}, "halal-status-missing"),
        ({"halal_status": "mungkin"}, "halal-status-unknown"),
        ({"halal_number": None}, "halal-number-missing"),
        ({"halal_number": "KH12345678901"}, "halal-number-malformed"),
        ({"halal_status": "dalam-proses"}, "halal-number-without-certificate"),
        ({"gtin": "8991001000018"}, "gtin-check-digit-wrong"),
        ({"gtin": "2000000000015"}, "gtin-in-store"),
        ({"gtin": "96385074"}, "gtin-not-13-digits"),
    ],
)
def test_a_single_open_point_is_refused_by_its_own_name(spoilt: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        domain.submit(draft(**spoilt), BUSINESS, at=NOW)
    assert refusal.value.code == code
    assert str(refusal.value) == domain.say(code, "id", category="minuman beralkohol")


def test_a_refusal_names_the_category_that_the_law_rules_out_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = categories.find_category("kopi", on=NOW.date())
    assert rules
    monkeypatch.setattr(categories, "CATEGORIES", (replace(rules, eligible=False),))
    with pytest.raises(Refused) as refusal:
        domain.submit(draft(category="kopi", price=0), BUSINESS, at=NOW)
    assert "Produk dalam kategori kopi tidak dapat diajukan" in refusal.value.texts["id"]
    assert "Products of the category coffee cannot be put forward" in refusal.value.texts["en"]


@pytest.mark.parametrize(
    "different",
    [
        {"licences": (MD,)},
        {"gtin": None},
        {"licences": (), "shelf_life_days": 3},
        {"category": "minuman", "storage": "suhu-ruang"},
        {"category": "minuman", "storage": "dingin", "licences": (MD,)},
        {"category": "pangan-beku", "storage": "beku", "licences": (MD,)},
        {"category": "obat-tradisional", "licences": (TR,)},
        {"category": "kerajinan", "licences": (), "shelf_life_days": None, "net_content": "1 buah"},
        {"halal_status": "tidak-halal-dengan-keterangan", "halal_number": None},
        {"halal_status": "dalam-proses", "halal_number": None},
    ],
)
def test_these_products_may_be_submitted(different: dict[str, Any]) -> None:
    assert codes(replace(SHEET, **different)) == []


@pytest.mark.parametrize(
    ("different", "odd"),
    [
        ({}, []),
        ({"gtin": None}, ["gtin-missing"]),
        ({"licences": (PIRT, TR)}, ["licence-not-for-category"]),
        ({"halal_number": "ID12345678901"}, ["halal-number-unusual"]),
        ({"halal_status": "tidak-wajib", "halal_number": None}, ["halal-duty-open"]),
        ({"halal_status": "tidak-halal-dengan-keterangan", "halal_number": None}, []),
        (
            {"licences": (Licence(kind="pirt", number="2063510010243-26", valid_until=date(2026, 1, 31)),)},
            ["pirt-other-city", "licence-expired"],
        ),
        ({"price": 0, "gtin": None}, []),
    ],
)
def test_what_is_odd_about_a_complete_sheet_keeps_nobody_from_submitting(
    different: dict[str, Any], odd: list[str]
) -> None:
    sheet = replace(SHEET, **different)
    assert [point.code for point in domain.odd_about_sheet(sheet, BUSINESS, on=NOW.date())] == odd


TEXT = st.text(max_size=30)


@given(
    st.builds(
        domain.Sheet,
        name=TEXT,
        category=st.sampled_from(["", "pangan-kering", "pangan-beku", "kerajinan", "kopi"]),
        net_content=st.sampled_from(["", "1 buah"]),
        shelf_life_days=st.none() | st.integers(-1, 400),
        storage=st.sampled_from(["", "suhu-ruang", "beku"]),
        price=st.integers(-1, 2),
        capacity_per_month=st.integers(-1, 2),
        licences=st.lists(st.sampled_from([PIRT, MD, TR]), max_size=2).map(tuple),
        halal_status=st.sampled_from(["", "tidak-wajib", "bersertifikat"]),
        halal_number=st.none() | st.just("ID32110001902430323"),
        gtin=st.none() | st.just("8991001000019") | TEXT,
    )
)
def test_a_sheet_is_refused_exactly_when_it_has_open_points(sheet: domain.Sheet) -> None:
    product = domain.draft(sheet, product_id=PRODUCT_ID, business=BUSINESS, at=NOW)
    if codes(sheet):
        with pytest.raises(Refused):
            domain.submit(product, BUSINESS, at=NOW)
    else:
        assert codes(domain.submit(product, BUSINESS, at=NOW)[0].sheet) == []
