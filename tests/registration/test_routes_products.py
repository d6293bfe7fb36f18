"""Products over HTTP: who entered what for whom, and every revision as it was put forward."""

import pytest

from services.registration import domain
from shared.people.functions import ASSISTANT, AUDITOR, LEGAL, OWNER
from tests.examples import PRODUCT
from tests.registration.conftest import Registration
from tests.registration.test_routes_businesses import CHANGES


async def test_every_revision_is_kept_with_who_entered_it(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    business = await registration.register()
    product = await registration.submit(business)
    await registration.post("sari", f"/products/{product}/sheet", PRODUCT | {"price": 30_000})
    again = await registration.post("sari", f"/products/{product}/submissions", {"changes": "Harga turun"})
    assert again.status_code == 201
    await registration.post("sari", f"/products/{product}/sheet", PRODUCT | {"price": 29_000})
    shown = (await registration.get("yohana", f"/products/{product}")).json()
    revisions = [
        (r["revision"], r["sheet"]["price"], r["changes"], r["entered_by"], r["entered_as"]) for r in shown["revisions"]
    ]
    assert revisions == [
        (1, 32_000, None, "yohana", "pelaku-usaha"),
        (2, 30_000, "Harga turun", "sari", "pendamping"),
    ]
    assert shown["sheet"]["price"] == 29_000
    assert shown["revisions"][1]["submitted_at"] == shown["submitted_at"]


async def test_whatever_is_done_for_an_owner_says_by_whom_and_as_what(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await registration.assign("lawyer", LEGAL)
    business = await registration.register("sari")
    product = await registration.submit(business, "sari")
    await registration.assign("yohana", OWNER, scope=business)
    await registration.post("yohana", f"/products/{product}/sheet", PRODUCT | {"price": 30_000})
    await registration.post("sari", f"/businesses/{business}/changes", CHANGES)
    await registration.post("sari", f"/products/{product}/withdrawals", {"reason": "Alat rusak"})
    again = await registration.submit(business)
    await registration.post("yohana", f"/businesses/{business}/consent-withdrawals")
    shown = (await registration.get("lawyer", f"/businesses/{business}/entries")).json()
    assert [(e["what"], e["product_id"], e["entered_by"], e["entered_as"]) for e in shown] == [
        ("product-drafted", product, "sari", "pendamping"),
        ("sheet-edited", product, "yohana", "pelaku-usaha"),
        ("business-changed", None, "sari", "pendamping"),
        ("product-withdrawn", product, "sari", "pendamping"),
        ("product-drafted", again, "yohana", "pelaku-usaha"),
        ("consent-withdrawn", None, "yohana", "pelaku-usaha"),
        ("product-withdrawn", again, "yohana", "pelaku-usaha"),
    ]
    assert all(e["entered_at"] for e in shown)
    assert (await registration.get("lawyer", f"/businesses/{business}/entries?after={shown[5]['id']}")).json() == (
        shown[6:]
    )


async def test_of_two_who_have_the_same_sheet_open_neither_undoes_or_submits_what_they_have_not_seen(
    registration: Registration,
) -> None:
    await registration.assign("sari", ASSISTANT)
    product = await registration.draft(await registration.register())
    path = f"/products/{product}"
    first = await registration.post("sari", f"{path}/sheet", PRODUCT | {"price": 30_000, "replaces": 1})
    assert (first.status_code, first.json()["sheet_version"]) == (200, 2)
    for late, body in (("sheet", PRODUCT | {"price": 31_000, "replaces": 1}), ("submissions", {"sheet_version": 1})):
        answer = await registration.post("yohana", f"{path}/{late}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "sheet-changed-meanwhile")
    assert (await registration.post("yohana", f"{path}/submissions", {"sheet_version": 2})).status_code == 201
    (submitted,) = await registration.announced("product-submitted")
    assert submitted["price"] == 30_000


async def test_what_is_refused_leaves_no_entry(registration: Registration) -> None:
    business = await registration.register()
    product = await registration.draft(business)
    await registration.post("yohana", f"/products/{product}/withdrawals", {"reason": "Alat rusak"})
    shown = (await registration.get("yohana", f"/businesses/{business}/entries")).json()
    assert [entry["what"] for entry in shown] == ["product-drafted"]


async def test_a_refused_submission_leaves_no_revision(registration: Registration) -> None:
    product = await registration.draft(await registration.register(), price=0)
    refused = await registration.post("yohana", f"/products/{product}/submissions")
    assert (refused.status_code, refused.json()["code"]) == (422, "price-not-positive")
    assert (await registration.get("yohana", f"/products/{product}")).json()["revisions"] == []


async def test_a_pendamping_submits_for_an_owner_without_an_account(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    business = await registration.register("sari")
    product = await registration.submit(business, "sari")
    (row,) = await registration.fetch(
        """
        SELECT b.owner_subject, b.entered_by, s.entered_by AS submitted_by, s.entered_as, s.product_id::text
        FROM businesses b JOIN products p ON p.business_id = b.id JOIN submissions s ON s.product_id = p.id
        """
    )
    assert tuple(row) == (None, "sari", "sari", "pendamping", product)


async def test_open_points_and_warnings_are_told_in_the_reader_s_language(registration: Registration) -> None:
    business = await registration.register()
    open_one = await registration.draft(business, price=0)
    odd_one = await registration.draft(business, gtin=None)
    for language in ("id", "en"):
        headers = {"accept-language": language}
        shown = (await registration.get("yohana", f"/products/{open_one}", **headers)).json()
        assert shown["open"] == [_told("price", "price-not-positive", language)]
        assert shown["warnings"] == []
        shown = (await registration.get("yohana", f"/products/{odd_one}", **headers)).json()
        assert shown["open"] == []
        assert shown["warnings"] == [_told("gtin", "gtin-missing", language)]


def _told(field: str, code: str, language: str) -> dict[str, str]:
    return {"field": field, "code": code, "message": domain.say(code, language)}


async def test_officers_of_the_city_read_products_and_touch_none(registration: Registration) -> None:
    business = await registration.register()
    product = await registration.submit(business)
    await registration.assign("lawyer", LEGAL)
    await registration.assign("elsewhere", AUDITOR, city="kediri")
    assert (await registration.get("lawyer", f"/products/{product}")).json()["revision"] == 1
    listed = (await registration.get("lawyer", f"/businesses/{business}/products")).json()
    assert [each["product_id"] for each in listed] == [product]
    for path in (f"/products/{product}", f"/businesses/{business}/products"):
        assert (await registration.get("elsewhere", path)).status_code == 404
    answer = await registration.post("lawyer", f"/products/{product}/withdrawals", {"reason": "Salah"})
    assert answer.status_code == 403


async def test_an_officer_who_owns_a_business_acts_for_that_one_alone(registration: Registration) -> None:
    product = await registration.submit(await registration.register())
    await registration.assign("lawyer", LEGAL)
    await registration.register("lawyer", nib="0220009861930", nik="8171014101900002")
    assert (await registration.get("lawyer", f"/products/{product}")).status_code == 200
    answer = await registration.post("lawyer", f"/products/{product}/withdrawals", {"reason": "Salah"})
    assert answer.status_code == 404


async def test_products_come_in_pages(registration: Registration) -> None:
    business = await registration.register()
    first, second = await registration.draft(business), await registration.draft(business)
    for page, products in (("?limit=1", [first]), (f"?after={first}", [second]), (f"?after={second}", [])):
        listed = (await registration.get("yohana", f"/businesses/{business}/products{page}")).json()
        assert [each["product_id"] for each in listed] == products


@pytest.mark.parametrize("field", ["kind", "number"])
async def test_a_licence_is_no_longer_than_any_there_is(registration: Registration, field: str) -> None:
    business = await registration.register()
    licence = PRODUCT["licences"][0] | {field: "x" * 101}
    answer = await registration.post("yohana", "/products", {"business_id": business, "licences": [licence]})
    too_long = "Teks ini terlalu panjang. Tulis paling banyak 100 karakter."
    assert answer.status_code == 422
    assert answer.json()["faults"] == [{"field": f"licences.0.{field}", "message": too_long}]


async def test_a_licence_comes_back_as_it_was_filled_in(registration: Registration) -> None:
    product = await registration.draft(await registration.register())
    shown = (await registration.get("yohana", f"/products/{product}")).json()
    assert shown["sheet"]["licences"] == PRODUCT["licences"]
