"""Contacts over HTTP: said by oneself or by the city's admin, seen by nobody else, and erased."""

from datetime import timedelta
from typing import Any

import pytest

from shared.people.functions import ADMIN, ASSISTANT, AUDITOR, CURATOR_DISKOP, MAYOR, OWNER
from tests.examples import BUSINESS
from tests.registration.conftest import Registration
from tests.registration.test_routes_businesses import CHANGES

RINA: dict[str, Any] = {
    "city": "ambon",
    "name": "Rina Pattiasina",
    "email": "rina@contoh.id",
    "phone": "0812 3456 7891",
}


async def test_a_person_says_how_they_can_be_reached(registration: Registration) -> None:
    answer = await registration.post("rina", "/contacts", RINA)
    assert (answer.status_code, answer.json()) == (201, {"subject": "rina", "city": "ambon"})
    shown = (await registration.get("rina", "/contacts/rina")).json()
    assert (shown["name"], shown["email"], shown["phone"], shown["language"]) == (
        "Rina Pattiasina", "rina@contoh.id", "6281234567891", "id",
    )  # fmt: skip
    await registration.post("rina", "/contacts", RINA | {"phone": None, "language": "en"})
    assert (await registration.get("rina", "/contacts/rina")).json()["phone"] is None
    told = await registration.announced("contact-changed")
    assert [(event["key"], event.get("phone"), event["language"]) for event in told] == [
        ("rina", "6281234567891", "id"),
        ("rina", None, "en"),
    ]


async def test_an_admin_says_it_for_the_people_of_the_city(registration: Registration) -> None:
    await registration.assign("admin", ADMIN)
    assert (await registration.post("admin", "/contacts", RINA | {"subject": "rina"})).status_code == 201
    for reader in ("admin", "rina"):
        assert (await registration.get(reader, "/contacts/rina")).json()["email"] == "rina@contoh.id"


@pytest.mark.parametrize("since", [None, timedelta(), timedelta(days=1)], ids=["reached", "in office", "appointed"])
async def test_a_city_says_nothing_about_people_whom_another_one_has(
    registration: Registration, since: timedelta | None
) -> None:
    if since is None:
        await registration.post("rina", "/contacts", RINA | {"city": "kediri"})
    else:
        await registration.assign("rina", MAYOR, city="kediri", since=since)
    told = len(await registration.announced())
    await registration.assign("admin", ADMIN)
    await registration.assign("sari", ASSISTANT)
    other = RINA | {"subject": "rina", "email": "lain@contoh.id"}
    for subject in ("rina", " rina\x1f"):
        answer = await registration.post("admin", "/contacts", other | {"subject": subject})
        assert (answer.status_code, answer.json()["code"]) == (422, "contact-of-another-city")
    assert len(await registration.announced()) == told
    await registration.register("sari", owner_subject="rina", email="lain@contoh.id")
    assert [e for e in await registration.announced("contact-changed") if e.get("email") == "lain@contoh.id"] == []


async def test_nor_does_a_pendamping_about_an_official_of_the_city(registration: Registration) -> None:
    await registration.assign("bodewin", MAYOR)
    await registration.assign("sari", ASSISTANT)
    await registration.register("sari", owner_subject="bodewin", email="lain@contoh.id")
    assert await registration.announced("contact-changed") == []


async def test_nobody_else_moves_an_owner_whom_another_city_knows(registration: Registration) -> None:
    business = await registration.register("yohana")
    await registration.post("yohana", "/contacts", RINA | {"city": "kediri", "phone": BUSINESS["phone"]})
    told = len(await registration.announced("contact-changed"))
    await registration.assign("sari", ASSISTANT)
    await registration.assign("budi", OWNER, scope=business)
    for subject in ("sari", "budi"):
        await registration.fetch("UPDATE businesses SET phone = '6281234567890'")
        answer = await registration.post(
            subject, f"/businesses/{business}/changes", CHANGES | {"phone": "081311112222"}
        )
        assert answer.status_code == 201
        assert len(await registration.announced("contact-changed")) == told


async def test_nobody_else_says_sees_or_erases_it(registration: Registration) -> None:
    await registration.post("rina", "/contacts", RINA)
    await registration.assign("auditor", AUDITOR)
    await registration.assign("curator", CURATOR_DISKOP)
    await registration.assign("elsewhere", ADMIN, city="kediri")
    for stranger in ("auditor", "curator", "elsewhere", "anybody"):
        assert (await registration.post(stranger, "/contacts", RINA | {"subject": "rina"})).status_code == 404
        assert (await registration.get(stranger, "/contacts/rina")).status_code == 404
        assert (await registration.post(stranger, "/contacts/rina/erasure")).status_code == 404
    assert len(await registration.announced()) == 1


async def test_a_person_has_themselves_forgotten_in_every_city(registration: Registration) -> None:
    for city in ("ambon", "kediri"):
        await registration.post("rina", "/contacts", RINA | {"city": city})
    erased = await registration.post("rina", "/contacts/rina/erasure")
    assert (erased.status_code, erased.json()["cities"]) == (200, ["ambon", "kediri"])
    assert await registration.fetch("SELECT FROM contacts") == []
    assert (await registration.get("rina", "/contacts/rina")).status_code == 404
    assert (await registration.announced())[-1] | {"city": ""} == {
        "type": "contact-erased", "key": "rina", "city": "", "erased": True,
    }  # fmt: skip


async def test_a_city_forgets_for_itself_and_the_other_s_record_is_told_anew(registration: Registration) -> None:
    await registration.assign("admin", ADMIN)
    await registration.post("admin", "/contacts", RINA | {"subject": "rina"})
    await registration.post("rina", "/contacts", RINA | {"city": "kediri", "phone": None})
    erased = await registration.post("admin", "/contacts/rina/erasure")
    assert erased.json()["cities"] == ["ambon"]
    told = await registration.announced()
    assert [(event["type"], event["city"]) for event in told][-2:] == [
        ("contact-erased", "ambon"),
        ("contact-changed", "kediri"),
    ]
    assert (await registration.get("admin", "/contacts/rina")).status_code == 404
    assert (await registration.get("rina", "/contacts/rina")).json()["city"] == "kediri"


async def test_what_is_wrong_is_refused(registration: Registration) -> None:
    for spoilt, code in (
        ({"email": "rina"}, "email-malformed"),
        ({"phone": "1"}, "phone-not-mobile"),
        ({"language": "nl"}, "language-unknown"),
        ({"name": " "}, "contact-name-missing"),
        ({"city": "surabaya"}, "city-unknown"),
    ):
        answer = await registration.post("rina", "/contacts", RINA | spoilt)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await registration.announced() == []


async def test_nobody_is_called_by_what_no_database_stores(registration: Registration) -> None:
    assert (await registration.get("rina", "/contacts/%00")).status_code == 400
