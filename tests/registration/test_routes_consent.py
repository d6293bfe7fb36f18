"""An owner withdraws their consent: at once, everywhere, and for good."""

import pytest

from shared.people.functions import ASSISTANT, CURATOR_DISKOP, OWNER
from tests.examples import BUSINESS, PRODUCT
from tests.registration.conftest import Registration
from tests.registration.test_routes_businesses import CHANGES, SECOND


async def withdraw(registration: Registration, business: str, subject: str = "yohana") -> list[str]:
    answer = await registration.post(subject, f"/businesses/{business}/consent-withdrawals")
    assert answer.status_code == 201, answer.text
    return list(answer.json()["withdrawn_products"])


async def test_products_are_withdrawn_and_the_contact_is_erased(registration: Registration) -> None:
    business = await registration.register()
    products = [await registration.submit(business), await registration.submit(business)]
    draft = await registration.draft(business)
    assert await withdraw(registration, business) == products
    withdrawn = await registration.announced("product-withdrawn")
    assert [(event["key"], event["revision"]) for event in withdrawn] == [(product, 1) for product in products]
    (ended,) = await registration.announced("consent-withdrawn")
    assert (ended["key"], ended["city"]) == (business, "ambon")
    assert await registration.announced("contact-erased") == [
        {"type": "contact-erased", "key": "yohana", "city": "ambon", "erased": True}
    ]
    assert await registration.fetch("SELECT FROM contacts") == []
    statuses = await registration.fetch("SELECT id, status FROM products")
    assert {str(row["id"]): row["status"] for row in statuses} == dict.fromkeys(products, "withdrawn") | {
        draft: "draft"
    }


@pytest.mark.parametrize("subject", ["yohana", "sari"])
async def test_afterwards_it_may_only_be_read(registration: Registration, subject: str) -> None:
    await registration.assign("sari", ASSISTANT)
    business = await registration.register()
    submitted, draft = await registration.submit(business), await registration.draft(business)
    await withdraw(registration, business)
    for path, body in (
        (f"/businesses/{business}/changes", CHANGES),
        (f"/businesses/{business}/consent-withdrawals", {}),
        ("/products", PRODUCT | {"business_id": business}),
        (f"/products/{draft}/sheet", PRODUCT),
        (f"/products/{draft}/submissions", {}),
        (f"/products/{submitted}/submissions", {"changes": "Alat baru"}),
    ):
        answer = await registration.post(subject, path, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "consent-withdrawn"), path
    assert (await registration.get(subject, f"/businesses/{business}")).json()["consent"]["withdrawn_at"]
    assert (await registration.get(subject, f"/products/{submitted}")).json()["status"] == "withdrawn"


@pytest.mark.parametrize("function", [CURATOR_DISKOP, ASSISTANT])
async def test_nobody_but_the_owner_still_reads_what_it_is_called_and_what_is_personal(
    registration: Registration, function: str
) -> None:
    await registration.assign("sari", function)
    business = await registration.register()
    before = (await registration.get("sari", f"/businesses/{business}")).json()
    await withdraw(registration, business)
    shown = (await registration.get("sari", f"/businesses/{business}")).json()
    hidden = ("name", "owner_name", "phone", "capital", "turnover", "nik", "npwp")
    assert (before["name"], before["turnover"]) == ("Dapur Tifa Sirimau", 180_000_000)
    assert {shown[field] for field in hidden} == {None}
    (listed,) = (await registration.get("sari", "/businesses")).json()
    assert (listed["business_id"], listed["name"]) == (business, None)


async def test_the_owner_reads_it_as_before(registration: Registration) -> None:
    await registration.assign("yohana", ASSISTANT)
    business = await registration.register(owner_subject="yohana")
    await withdraw(registration, business)
    own = (await registration.get("yohana", f"/businesses/{business}")).json()
    assert (own["name"], own["owner_name"]) == ("Dapur Tifa Sirimau", "Yohana Latuconsina")
    (listed,) = (await registration.get("yohana", "/businesses")).json()
    assert listed["name"] == "Dapur Tifa Sirimau"


async def test_who_does_something_else_in_gerai_is_still_reached(registration: Registration) -> None:
    await registration.assign("yohana", ASSISTANT, city="kediri")
    business = await registration.register()
    await withdraw(registration, business)
    assert await registration.announced("contact-erased") == []
    assert len(await registration.fetch("SELECT FROM contacts")) == 1


async def test_a_function_that_has_ended_keeps_no_contact(registration: Registration) -> None:
    business = await registration.register()
    assignment = await registration.assign("yohana", ASSISTANT)
    await registration.assign("admin", "admin-kota")
    assert (await registration.post("admin", f"/assignments/{assignment}/end")).status_code == 200
    await withdraw(registration, business)
    assert len(await registration.announced("contact-erased")) == 1


async def test_the_contact_goes_with_the_last_of_somebody_s_businesses(registration: Registration) -> None:
    first, second = await registration.register(), await registration.register(**SECOND)
    await withdraw(registration, first)
    assert await registration.announced("contact-erased") == []
    await withdraw(registration, second)
    assert len(await registration.announced("contact-erased")) == 1


async def test_an_owner_named_later_is_forgotten_too(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await registration.assign("admin", "admin-kota")
    business = await registration.register("sari")
    owner = {"subject": "yohana", "function": "pelaku-usaha", "city": "ambon", "scope": business}
    assert (await registration.post("admin", "/assignments", owner)).status_code == 201
    await registration.post("yohana", "/contacts", {"city": "ambon", "name": "Yohana"})
    await withdraw(registration, business)
    assert [event["key"] for event in await registration.announced("contact-erased")] == ["yohana"]


async def test_another_city_s_record_of_the_owner_is_told_anew(registration: Registration) -> None:
    business = await registration.register()
    await registration.post("yohana", "/contacts", {"city": "kediri", "name": "Yohana"})
    await withdraw(registration, business)
    told = await registration.announced("contact-erased", "contact-changed")
    assert [(event["type"], event["city"]) for event in told][-2:] == [
        ("contact-erased", "ambon"),
        ("contact-changed", "kediri"),
    ]
    assert [row["city"] for row in await registration.fetch("SELECT city FROM contacts")] == ["kediri"]


@pytest.mark.parametrize("named", ["at its registration", "later"])
async def test_nobody_ends_the_consent_of_an_owner_who_has_an_account(registration: Registration, named: str) -> None:
    await registration.assign("sari", ASSISTANT)
    business = await registration.register("sari", owner_subject="yohana" if named != "later" else None)
    if named == "later":
        await registration.assign("yohana", OWNER, scope=business)
    refused = await registration.post("sari", f"/businesses/{business}/consent-withdrawals")
    assert (refused.status_code, refused.json()["code"]) == (422, "consent-withdrawal-needs-owner")
    assert await registration.announced("consent-withdrawn") == []
    await withdraw(registration, business)


async def test_an_owner_whose_function_has_ended_is_not_passed_over_either(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await registration.assign("admin", "admin-kota")
    business = await registration.register()
    (assigned,) = await registration.announced("function-assigned")
    assert (await registration.post("admin", f"/assignments/{assigned['key']}/end")).status_code == 200
    refused = await registration.post("sari", f"/businesses/{business}/consent-withdrawals")
    assert refused.json()["code"] == "consent-withdrawal-needs-owner"


@pytest.mark.parametrize("city", ["ambon", "kediri"])
async def test_who_registers_anew_without_consent_reads_which_office_to_go_to(
    registration: Registration, city: str
) -> None:
    business = await registration.register()
    await withdraw(registration, business)
    again = BUSINESS | {"city": city, "district_code": {"ambon": "81.71.02", "kediri": "35.71.01"}[city]}
    answer = await registration.post("yohana", "/businesses", again)
    assert (answer.status_code, answer.json()["code"]) == (409, "nib-without-consent")
    assert "hubungi Dinas Koperasi dan UKM Kota Ambon" in answer.json()["detail"]


async def test_so_does_the_pendamping_who_enters_it_for_them(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await withdraw(registration, await registration.register("sari"), "sari")
    answer = await registration.post("sari", "/businesses", BUSINESS)
    assert (answer.status_code, answer.json()["code"]) == (409, "nib-without-consent")


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_nobody_else_learns_whether_a_consent_was_withdrawn(registration: Registration, withdrawn: bool) -> None:
    await registration.assign("sari", ASSISTANT, city="kediri")
    business = await registration.register()
    if withdrawn:
        await withdraw(registration, business)
    for stranger in ("budi", "sari"):
        answer = await registration.post(stranger, "/businesses", BUSINESS)
        assert (answer.status_code, answer.json()["code"]) == (409, "nib-taken")


async def test_while_the_consent_stands_the_nib_is_taken_and_no_more(registration: Registration) -> None:
    await registration.register()
    answer = await registration.post("yohana", "/businesses", BUSINESS)
    assert (answer.status_code, answer.json()["code"]) == (409, "nib-taken")
