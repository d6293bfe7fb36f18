"""Functions over HTTP: given by the city's admin, for a time, and ended once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.clock import Clock
from shared.database import transaction as in_cities
from shared.people.functions import ADMIN, ASSISTANT, AUDITOR, CURATOR_DISKOP, FUNCTIONS, MAYOR, OWNER, RETAILER, SCOPED
from tests.messaging.conftest import until
from tests.registration.conftest import Registration, who_wait
from tests.registration.test_routes_businesses import SECOND


@pytest.fixture
async def ambon(registration: Registration) -> Registration:
    """Registration with an admin of Ambon."""
    await registration.assign("admin", ADMIN)
    return registration


def appointment(subject: str, function: str, **more: Any) -> dict[str, Any]:
    return {"subject": subject, "function": function, "city": "ambon"} | more


async def test_an_admin_gives_a_function_and_takes_it_back(ambon: Registration) -> None:
    await ambon.register()
    assert (await ambon.get("rina", "/businesses")).status_code == 403
    given = await ambon.post("admin", "/assignments", appointment("rina", CURATOR_DISKOP))
    assert given.status_code == 201
    assert len((await ambon.get("rina", "/businesses")).json()) == 1
    assignment = given.json()["assignment_id"]
    assert (await ambon.post("admin", f"/assignments/{assignment}/end")).status_code == 200
    assert (await ambon.get("rina", "/businesses")).status_code == 403
    assigned, ended = (
        event for event in await ambon.announced("function-assigned", "function-ended") if event["subject"] == "rina"
    )
    assert assigned["key"] == ended["key"] == assignment
    assert (ended["function"], ended["since"]) == (CURATOR_DISKOP, assigned["since"])


async def test_an_acting_mayor_holds_the_function_by_a_title_of_their_own(ambon: Registration) -> None:
    await ambon.post("admin", "/assignments", appointment("bodewin", MAYOR, title="Penjabat Wali Kota"))
    (event,) = await ambon.announced("function-assigned")
    assert (event["function"], event["title"]) == (MAYOR, "Penjabat Wali Kota")
    listed = (await ambon.get("admin", "/assignments")).json()
    assert [each["title"] for each in listed if each["function"] == MAYOR] == ["Penjabat Wali Kota"]


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        (timedelta(days=-300), None, True),
        (timedelta(days=-300), timedelta(minutes=1), True),
        (timedelta(days=-300), timedelta(minutes=-1), False),
        (timedelta(minutes=1), None, False),
    ],
)
async def test_a_function_is_held_from_its_beginning_to_its_end(
    ambon: Registration, since: timedelta, until: timedelta | None, allowed: bool
) -> None:
    now = Clock().now()
    times = {"since": (now + since).isoformat(), "until": (now + until).isoformat() if until else None}
    given = await ambon.post("admin", "/assignments", appointment("rina", AUDITOR, **times))
    assert given.status_code == 201
    assert (await ambon.get("rina", "/businesses")).status_code == (200 if allowed else 403)


async def test_a_function_ends_once(ambon: Registration) -> None:
    assignment = await ambon.assign("rina", CURATOR_DISKOP)
    path = f"/assignments/{assignment}/end"
    async with in_cities(ambon.pool, cities=frozenset({"ambon"})) as connection:
        await connection.execute("SELECT FROM assignments WHERE id = $1 FOR UPDATE", assignment)
        ending = [asyncio.create_task(ambon.post("admin", path)) for _ in range(2)]
        await until(lambda: who_wait(ambon, 2))
    answers = await asyncio.gather(*ending)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    again = await ambon.post("admin", path)
    assert (again.status_code, again.json()["code"]) == (422, "function-already-ended")
    assert len(await ambon.announced("function-ended")) == 1


async def test_of_two_who_end_a_function_the_one_that_began_first_may_come_last(ambon: Registration) -> None:
    assignment = await ambon.assign("rina", CURATOR_DISKOP, until=timedelta(days=90))
    path, route = f"/assignments/{assignment}/end", "POST /registration/assignments/{id}/end"
    async with in_cities(ambon.pool) as connection:
        await connection.execute(
            "INSERT INTO idempotency (subject, route, key, fingerprint) VALUES ('admin', $1, 'the-first-key', '')",
            route,
        )
        first = asyncio.create_task(ambon.post("admin", path, {}, **{"idempotency-key": "the-first-key"}))
        await until(lambda: who_wait(ambon, 1))
        assert (await ambon.post("admin", path)).status_code == 200
        await connection.execute("DELETE FROM idempotency WHERE key = 'the-first-key'")
    assert ((await first).status_code, (await first).json()["code"]) == (422, "function-already-ended")
    assert len(await ambon.announced("function-ended")) == 1


async def test_what_was_taken_away_does_not_stay_by_a_second_assignment(ambon: Registration) -> None:
    async with in_cities(ambon.pool) as connection:
        await connection.execute("LOCK TABLE outbox IN SHARE MODE")
        giving = [
            asyncio.create_task(ambon.post("admin", "/assignments", appointment(subject, CURATOR_DISKOP)))
            for subject in ("rina", " rina ")
        ]
        await until(lambda: who_wait(ambon, 2))
    first, second = sorted(await asyncio.gather(*giving), key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 422, "function-held-already")
    await ambon.post("admin", f"/assignments/{first.json()['assignment_id']}/end")
    assert (await ambon.get("rina", "/businesses")).status_code == 403
    assert (await ambon.post("admin", "/assignments", appointment("rina", CURATOR_DISKOP))).status_code == 201


async def test_an_admin_gives_nothing_to_themself_and_it_is_kept_who_gave_what_to_whom(ambon: Registration) -> None:
    own = await ambon.post("admin", "/assignments", appointment(" admin ", MAYOR))
    assert (own.status_code, own.json()["code"]) == (422, "function-for-oneself")
    assert await ambon.announced() == []
    given = await ambon.post("admin", "/assignments", appointment("rina", ADMIN))
    await ambon.post("rina", "/assignments", appointment("admin", MAYOR))
    await ambon.post("admin", f"/assignments/{given.json()['assignment_id']}/end")
    told = await ambon.announced("function-assigned", "function-ended")
    assert [(e["subject"], e.get("assigned_by"), e.get("ended_by")) for e in told] == [
        ("rina", "admin", None),
        ("admin", "rina", None),
        ("rina", "admin", "admin"),
    ]
    listed = {(a["subject"], a["function"]): a for a in (await ambon.get("admin", "/assignments")).json()}
    assert listed["admin", MAYOR]["assigned_by"] == "rina"
    assert (listed["rina", ADMIN]["assigned_by"], listed["rina", ADMIN]["ended_by"]) == ("admin", "admin")


async def test_what_comes_with_a_business_was_given_by_nobody(ambon: Registration) -> None:
    await ambon.register()
    (assigned,) = await ambon.announced("function-assigned")
    assert "assigned_by" not in assigned


async def test_an_admin_may_name_another_admin(ambon: Registration) -> None:
    await ambon.post("admin", "/assignments", appointment("rina", ADMIN))
    answer = await ambon.post("rina", "/assignments", appointment("budi", AUDITOR))
    assert answer.status_code == 201


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f != ADMIN])
async def test_nobody_but_an_admin_gives_functions(ambon: Registration, function: str) -> None:
    await ambon.assign("rina", function, scope=str(uuid4()) if function in SCOPED else None)
    answer = await ambon.post("rina", "/assignments", appointment("rina", ADMIN))
    assert (answer.status_code, answer.json()["code"]) == (403, "function-missing")
    assert await ambon.announced("function-assigned") == []


async def test_an_admin_of_another_city_finds_nothing_here(ambon: Registration) -> None:
    await ambon.assign("elsewhere", ADMIN, city="kediri")
    assignment = await ambon.assign("rina", CURATOR_DISKOP)
    assert (await ambon.post("elsewhere", "/assignments", appointment("elsewhere", ADMIN))).status_code == 404
    assert (await ambon.post("elsewhere", f"/assignments/{assignment}/end")).status_code == 404
    listed = (await ambon.get("elsewhere", "/assignments")).json()
    assert {each["city"] for each in listed} == {"kediri"}
    assert (await ambon.get("elsewhere", "/assignments?city=ambon")).status_code == 404
    assert await ambon.announced() == []


async def test_an_owner_s_scope_is_a_business_of_that_city(ambon: Registration) -> None:
    await ambon.assign("both", ASSISTANT, city="kediri")
    await ambon.assign("both", ADMIN)
    here = await ambon.register()
    there = await ambon.register("both", **SECOND, city="kediri", district_code="35.71.01")
    answers = {
        scope: await ambon.post("both", "/assignments", appointment("budi", OWNER, scope=scope))
        for scope in (here, there, str(uuid4()), "alfamidi")
    }
    assert answers.pop(here).status_code == 201
    assert {answer.json()["code"] for answer in answers.values()} == {"scope-not-a-business-of-the-city"}
    assert (await ambon.get("budi", f"/businesses/{here}")).status_code == 200


async def test_a_retailer_is_named_by_its_code(ambon: Registration) -> None:
    refused = await ambon.post("admin", "/assignments", appointment("ritel", RETAILER))
    assert (refused.status_code, refused.json()["code"]) == (422, "scope-missing")
    given = await ambon.post("admin", "/assignments", appointment("ritel", RETAILER, scope="alfamidi"))
    assert given.status_code == 201


async def test_admins_and_auditors_list_who_held_what_in_their_city(ambon: Registration) -> None:
    await ambon.assign("auditor", AUDITOR)
    await ambon.assign("elsewhere", MAYOR, city="kediri")
    assignment = await ambon.assign("rina", CURATOR_DISKOP)
    await ambon.post("admin", f"/assignments/{assignment}/end")
    for reader in ("admin", "auditor"):
        listed = (await ambon.get(reader, "/assignments?city=ambon")).json()
        assert {each["subject"] for each in listed} == {"admin", "auditor", "rina"}
        assert [each["subject"] for each in listed if each["until"]] == ["rina"]
    first = (await ambon.get("admin", "/assignments?limit=1")).json()[0]["assignment_id"]
    rest = (await ambon.get("admin", f"/assignments?after={first}")).json()
    assert len(rest) == 2
    assert (await ambon.get("elsewhere", "/assignments")).status_code == 403


async def test_whoever_is_signed_in_sees_the_cities(registration: Registration) -> None:
    cities = (await registration.get("anybody", "/cities")).json()
    assert [(city["city"], city["name"], city["region_code"], city["time_zone"]) for city in cities] == [
        ("ambon", "Kota Ambon", "81.71", "Asia/Jayapura"),
        ("kediri", "Kota Kediri", "35.71", "Asia/Jakarta"),
    ]
    assert cities[0]["offices"][0]["name"] == "Dinas Koperasi dan UKM"
    assert (await registration.web.get("/registration/cities")).status_code == 401


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_time_at_the_end_of_the_calendar_is_refused(ambon: Registration, time: str) -> None:
    answer = await ambon.post("admin", "/assignments", appointment("rina", AUDITOR, since=time))
    assert (answer.status_code, answer.json()["code"]) == (422, "input-invalid")
