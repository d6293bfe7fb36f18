"""Businesses over HTTP: registered, changed, read and withdrawn from, on a real database."""

from typing import Any
from uuid import uuid4

import pytest

from services.registration import domain
from shared.people.functions import ASSISTANT, AUDITOR, CURATOR_DISKOP, MAYOR, RETAILER
from tests.examples import BUSINESS
from tests.registration.conftest import Registration

CHANGES: dict[str, Any] = {
    name: BUSINESS[name]
    for name in (
        "name", "legal_form", "established", "turnover", "kbli_code", "kbli_version", "district_code", "owner_name",
        "phone",
    )
}  # fmt: skip
SECOND = {"nib": "0220009861930", "nik": "8171014101900002"}


async def test_an_owner_sees_what_was_registered_with_the_numbers_masked(registration: Registration) -> None:
    business = await registration.register(npwp="01.312.166.0-091.000")
    shown = (await registration.get("yohana", f"/businesses/{business}")).json()
    assert (shown["name"], shown["scale"], shown["city"]) == ("Dapur Tifa Sirimau", "mikro", "ambon")
    assert (shown["nik"], shown["npwp"]) == ("8171********0001", "0131*******1000")
    assert (shown["owner_name"], shown["phone"], shown["turnover"]) == (
        "Yohana Latuconsina", "6281234567890", 180_000_000,
    )  # fmt: skip
    assert shown["consent"]["text_version"] == "2025-1"
    assert shown["warnings"] == []


async def test_warnings_are_told_in_the_reader_s_language(registration: Registration) -> None:
    business = await registration.register(nik="3171011708450001")
    for language, text in (("id-ID,id;q=0.9", "id"), ("en-GB", "en")):
        shown = await registration.get("yohana", f"/businesses/{business}", **{"accept-language": language})
        assert shown.json()["warnings"] == [
            {"field": "nik", "code": "nik-other-region", "message": domain.say("nik-other-region", text)}
        ]


async def test_the_owner_can_be_reached_from_the_registration_on(registration: Registration) -> None:
    await registration.register(email="yohana@contoh.id", language="en")
    assert await registration.announced("contact-changed") == [
        {
            "type": "contact-changed",
            "key": "yohana",
            "city": "ambon",
            "subject": "yohana",
            "name": "Yohana Latuconsina",
            "email": "yohana@contoh.id",
            "phone": "6281234567890",
            "language": "en",
        }
    ]


async def test_an_owner_without_an_account_has_no_contact(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await registration.register("sari")
    assert await registration.announced("contact-changed", "function-assigned") == []
    assert await registration.fetch("SELECT FROM contacts") == []


async def test_somebody_else_s_business_does_not_become_one_s_own(registration: Registration) -> None:
    await registration.assign("budi", ASSISTANT, city="kediri")
    for stranger in ("budi", "anybody"):
        answer = await registration.post(stranger, "/businesses", BUSINESS | {"owner_subject": "yohana"})
        assert (answer.status_code, answer.json()["code"]) == (422, "entry-needs-assistant")
    assert await registration.announced() == []
    assert await registration.fetch("SELECT FROM businesses") == []


@pytest.mark.parametrize(
    ("same", "code"),
    [
        ({"nib": "02.2000.986-1929"}, "nib-taken"),
        ({"nik": "8171 0141 0190 0001"}, "nik-taken"),
        ({"npwp": "01.312.166.0-091.000"}, "npwp-taken"),
        ({"npwp": "0013121660091000"}, "npwp-taken"),
    ],
)
async def test_a_number_is_of_one_business_however_and_wherever_it_is_written(
    registration: Registration, same: dict[str, str], code: str
) -> None:
    await registration.register(npwp="013121660091000")
    other = BUSINESS | SECOND | {"city": "kediri", "district_code": "35.71.01"} | same
    taken = await registration.post("budi", "/businesses", other)
    assert (taken.status_code, taken.json()["code"]) == (409, code)
    assert "8171014101900001" not in taken.text


async def test_a_pendamping_enters_a_business_for_an_owner(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    business = await registration.register("sari", owner_subject="yohana")
    shown = (await registration.get("yohana", f"/businesses/{business}")).json()
    assert (shown["owner_subject"], shown["entered_by"]) == ("yohana", "sari")
    (told,) = await registration.announced("contact-changed")
    assert (told["key"], told["phone"]) == ("yohana", "6281234567890")


async def test_a_wrong_mail_address_refuses_the_whole_registration(registration: Registration) -> None:
    answer = await registration.post("yohana", "/businesses", BUSINESS | {"email": "yohana"})
    assert (answer.status_code, answer.json()["code"]) == (422, "email-malformed")
    assert await registration.announced() == []


async def test_a_change_is_announced_and_the_contact_follows(registration: Registration) -> None:
    business = await registration.register(email="yohana@contoh.id")
    changes = CHANGES | {"turnover": 3_000_000_000, "phone": "0813 1111 2222"}
    assert (await registration.post("yohana", f"/businesses/{business}/changes", changes)).status_code == 201
    (changed,) = await registration.announced("business-changed")
    assert (changed["key"], changed["scale"], changed["nib"]) == (business, "kecil", BUSINESS["nib"])
    contact = (await registration.announced("contact-changed"))[-1]
    assert (contact["phone"], contact["email"]) == ("6281311112222", "yohana@contoh.id")
    shown = (await registration.get("yohana", f"/businesses/{business}")).json()
    assert (shown["scale"], shown["phone"], shown["nik"]) == ("kecil", "6281311112222", "8171********0001")


async def test_a_change_that_changes_nothing_is_not_announced(registration: Registration) -> None:
    business = await registration.register()
    await registration.post("yohana", f"/businesses/{business}/changes", CHANGES)
    assert await registration.announced("business-changed") == []
    assert len(await registration.announced("contact-changed")) == 1


@pytest.mark.parametrize("field", ["nib", "nik", "npwp", "consent", "city"])
async def test_numbers_and_consent_are_not_changed_this_way(registration: Registration, field: str) -> None:
    business = await registration.register()
    answer = await registration.post(
        "yohana", f"/businesses/{business}/changes", CHANGES | {field: BUSINESS.get(field)}
    )
    assert answer.json()["faults"] == [{"field": field, "message": "Isian ini tidak dikenal. Periksa kembali namanya."}]


async def test_everybody_lists_the_businesses_that_are_theirs_to_see(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await registration.assign("curator", CURATOR_DISKOP)
    await registration.assign("elsewhere", AUDITOR, city="kediri")
    first, second = await registration.register(), await registration.register("budi", **SECOND)
    for reader, businesses in (
        ("yohana", [first]),
        ("budi", [second]),
        ("sari", [first, second]),
        ("curator", [first, second]),
        ("elsewhere", []),
    ):
        listed = (await registration.get(reader, "/businesses")).json()
        assert [business["business_id"] for business in listed] == businesses
        assert [business for business in listed if "nik" in business] == []


async def test_a_list_comes_in_pages_and_by_city(registration: Registration) -> None:
    await registration.assign("sari", ASSISTANT)
    await registration.assign("sari", ASSISTANT, city="kediri")
    first = await registration.register("sari")
    second = await registration.register("sari", **SECOND, city="kediri", district_code="35.71.01")
    pages = ["?limit=1", f"?after={first}", "?city=kediri", "?city=ambon&limit=500", f"?after={second}"]
    listed = [(await registration.get("sari", f"/businesses{page}")).json() for page in pages]
    found = [[business["business_id"] for business in page] for page in listed]
    assert found == [[first], [second], [second], [first], []]
    assert (await registration.get("sari", "/businesses?limit=501")).status_code == 422
    assert (await registration.get("sari", "/businesses?city=surabaya")).status_code == 404


async def test_who_holds_different_things_in_two_cities_lists_in_each_what_is_theirs(
    registration: Registration,
) -> None:
    await registration.assign("yohana", CURATOR_DISKOP, city="kediri")
    own, _ = await registration.register(), await registration.register("budi", **SECOND)
    third = {"nib": "0220009861931", "nik": "8171014101900003", "city": "kediri", "district_code": "35.71.01"}
    there = await registration.register("kiki", **third)
    for query, businesses in (("", [own, there]), ("?city=ambon", [own]), ("?city=kediri", [there])):
        listed = (await registration.get("yohana", f"/businesses{query}")).json()
        assert [business["business_id"] for business in listed] == businesses


async def test_officers_read_a_business_and_change_nothing_of_it(registration: Registration) -> None:
    business = await registration.register()
    await registration.assign("bodewin", MAYOR)
    assert (await registration.get("bodewin", f"/businesses/{business}")).json()["owner_name"] == "Yohana Latuconsina"
    for path, body in (("changes", CHANGES), ("consent-withdrawals", {})):
        answer = await registration.post("bodewin", f"/businesses/{business}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "function-missing")


async def test_whoever_is_no_officer_and_owns_another_business_finds_nothing(registration: Registration) -> None:
    business = await registration.register()
    await registration.register("budi", **SECOND)
    await registration.assign("ritel", RETAILER, scope="alfamidi")
    assert (await registration.get("budi", f"/businesses/{business}")).status_code == 404
    assert (await registration.post("budi", f"/businesses/{business}/changes", CHANGES)).status_code == 404
    assert (await registration.post("budi", f"/businesses/{business}/consent-withdrawals")).status_code == 404
    assert (await registration.get("budi", f"/businesses/{uuid4()}")).status_code == 404
    assert (await registration.get("ritel", f"/businesses/{business}")).status_code == 403


@pytest.mark.parametrize(
    ("spoilt", "field", "message"),
    [
        ({"name": None}, "name", "Isian ini harus berupa teks."),
        ({"name": "a\0b"}, "", "Ada teks yang memuat karakter NUL, yang tidak dapat disimpan. Tulis ulang teksnya."),
        ({"owner_subject": "y" * 256}, "owner_subject", "Teks ini terlalu panjang. Tulis paling banyak 255 karakter."),
        ({"capital": 10**30}, "capital", "Bilangan ini paling besar 1.000.000.000.000.000."),
        (
            {"consent": BUSINESS["consent"] | {"given_at": "2025-01-02T00:00:00"}},
            "consent.given_at",
            "Sebutkan zona waktunya, misalnya 2026-11-24T09:05:00+09:00.",
        ),
    ],
)
async def test_what_cannot_be_kept_is_refused_field_by_field(
    registration: Registration, spoilt: dict[str, Any], field: str, message: str
) -> None:
    answer = await registration.post("yohana", "/businesses", BUSINESS | spoilt)
    assert (answer.status_code, answer.json()["faults"]) == (422, [{"field": field, "message": message}])


async def test_faults_are_told_in_english_to_whoever_reads_english(registration: Registration) -> None:
    answer = await registration.post("yohana", "/businesses", BUSINESS | {"city": 1}, **{"accept-language": "en"})
    assert answer.json()["faults"] == [{"field": "city", "message": "Input should be a valid string"}]
