"""What the clock does: conditions lapse at the end of their day in the city, whenever it looks."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.curation import due
from shared.database import transaction as in_cities
from shared.events.registration import ProductWithdrawn
from tests.curation.conftest import Curation
from tests.curation.samples import submission

END_IN_AMBON = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
END_IN_KEDIRI = END_IN_AMBON + timedelta(hours=2)
DUE = date(2026, 12, 1)


async def conditional(curation: Curation, *texts: str, city: str = "ambon", curator: str = "ani") -> UUID:
    """A product that passed with these conditions, which are due on the 1st of December."""
    product_id = await curation.submitted(city=city)
    conditions = [{"text": text, "due": DUE.isoformat()} for text in texts or ("Ganti label",)]
    for department, body in (
        ("diskop", {"recommendation": "pass-with-conditions", "conditions": conditions}),
        ("disperindag", {}),
    ):
        answer = await curation.review(curator, product_id, department=department, **body)
        assert answer.status_code == 201, answer.text
    return product_id


@pytest.fixture(autouse=True)
async def _curators(curation: Curation) -> None:
    await curation.assign("ani", "kurator-disperindag")
    for function in ("kurator-diskop", "kurator-disperindag"):
        await curation.assign("kamil", function, city="kediri")


async def lapsed(curation: Curation, product_id: UUID) -> list[dict[str, Any]]:
    return [body for type, body in await curation.announced(product_id) if type == "condition-lapsed"]


async def test_a_condition_lapses_at_the_end_of_its_day_and_not_before(curation: Curation) -> None:
    product_id = await conditional(curation)
    curation.move_clock(END_IN_AMBON - timedelta(seconds=30))
    await curation.do_due()
    assert (await curation.case(product_id))["outcome"] == "lolos-bersyarat"
    curation.move_clock(END_IN_AMBON)
    await curation.do_due()
    case = await curation.case(product_id)
    assert (case["status"], case["outcome"], case["conditions"][0]["state"]) == ("lapsed", None, "lapsed")
    assert [decision["outcome"] for decision in case["history"]] == ["lolos-bersyarat"]
    (told,) = await lapsed(curation, product_id)
    assert (told["revision"], told["condition"]["text"], told["condition"]["due"]) == (1, "Ganti label", "2026-12-01")


async def test_the_day_ends_later_in_the_west(curation: Curation) -> None:
    ambon, kediri = await conditional(curation), await conditional(curation, city="kediri", curator="kamil")
    curation.move_clock(END_IN_AMBON)
    await curation.do_due()
    assert (len(await lapsed(curation, ambon)), len(await lapsed(curation, kediri))) == (1, 0)
    curation.move_clock(END_IN_KEDIRI)
    await curation.do_due()
    assert len(await lapsed(curation, kediri)) == 1


async def test_what_has_lapsed_is_told_once_however_often_and_at_once_the_clock_looks(curation: Curation) -> None:
    product_id = await conditional(curation)
    curation.move_clock(END_IN_AMBON)
    await asyncio.gather(*(curation.do_due() for _ in range(4)))
    await curation.do_due()
    assert len(await lapsed(curation, product_id)) == 1


async def test_of_two_conditions_the_one_that_was_met_does_not_lapse(curation: Curation) -> None:
    product_id = await conditional(curation, "Ganti label", "Ganti segel")
    first = (await curation.case(product_id))["conditions"][0]
    path = f"/cases/{product_id}/conditions/{first['condition_id']}/fulfilment"
    assert (await curation.post("ani", path, {"note": "Dilihat"})).status_code == 201
    curation.move_clock(END_IN_AMBON)
    await curation.do_due()
    assert len(await lapsed(curation, product_id)) == 1
    assert {c["state"] for c in (await curation.case(product_id))["conditions"]} == {"met", "lapsed"}


async def test_after_its_day_a_condition_cannot_be_met_even_if_the_clock_has_not_looked_yet(curation: Curation) -> None:
    product_id = await conditional(curation)
    condition = (await curation.case(product_id))["conditions"][0]["condition_id"]
    curation.move_clock(END_IN_AMBON)
    answer = await curation.post("ani", f"/cases/{product_id}/conditions/{condition}/fulfilment", {"note": "Terlambat"})
    assert (answer.status_code, answer.json()["code"]) == (409, "condition-lapsed")


async def test_a_product_that_was_withdrawn_in_time_is_left_alone(curation: Curation) -> None:
    product_id = await conditional(curation)
    taken_back = ProductWithdrawn(city="ambon", product_id=product_id, revision=1, reason="Alat rusak")
    await curation.hear(taken_back)
    curation.move_clock(END_IN_AMBON)
    await curation.do_due()
    assert await lapsed(curation, product_id) == []


async def test_a_condition_that_was_met_in_time_is_left_alone(curation: Curation) -> None:
    product_id = await conditional(curation)
    condition = (await curation.case(product_id))["conditions"][0]["condition_id"]
    await curation.post("ani", f"/cases/{product_id}/conditions/{condition}/fulfilment", {"note": "Dilihat"})
    curation.move_clock(END_IN_AMBON)
    await curation.do_due()
    assert (await curation.case(product_id))["outcome"] == "lolos"
    assert await lapsed(curation, product_id) == []


async def test_while_a_later_revision_is_judged_the_earlier_one_lapses(curation: Curation) -> None:
    product_id = await conditional(curation)
    await curation.hear(submission(product_id=product_id, revision=2, changes="Label baru"))
    curation.move_clock(END_IN_AMBON)
    await curation.do_due()
    case = await curation.case(product_id)
    assert (case["status"], case["revision"], case["history"][0]["conditions"][0]["state"]) == ("open", 2, "lapsed")
    assert [told["revision"] for told in await lapsed(curation, product_id)] == [1]


async def test_many_are_done_in_portions(curation: Curation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "BATCH", 2)
    products = [await conditional(curation) for _ in range(5)]
    curation.move_clock(END_IN_AMBON)
    for done in (2, 4, 5):
        await curation.do_due()
        assert sum([len(await lapsed(curation, product_id)) for product_id in products]) == done


async def test_a_case_that_somebody_holds_is_left_for_later_and_holds_up_no_other(curation: Curation) -> None:
    held, other = await conditional(curation), await conditional(curation)
    curation.move_clock(END_IN_AMBON)
    async with in_cities(curation.pool, cities=frozenset({"ambon"})) as connection:
        await connection.fetchrow("SELECT FROM cases WHERE product_id = $1 FOR UPDATE", held)
        await asyncio.wait_for(curation.do_due(), 3)
    assert (len(await lapsed(curation, held)), len(await lapsed(curation, other))) == (0, 1)
    await curation.do_due()
    assert len(await lapsed(curation, held)) == 1


async def test_a_demand_of_yesterday_in_the_city_is_too_late_though_it_is_today_elsewhere(curation: Curation) -> None:
    product_id = await curation.submitted()
    curation.move_clock(END_IN_AMBON + timedelta(minutes=1))
    demand = {"text": "Ganti label", "due": DUE.isoformat()}
    answer = await curation.review(
        "ani", product_id, department="diskop", recommendation="pass-with-conditions", conditions=[demand]
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "due-in-the-past")


async def test_a_demand_of_today_is_still_in_time_just_before_midnight(curation: Curation) -> None:
    curation.move_clock(END_IN_AMBON - timedelta(minutes=2))
    assert (await curation.case(await conditional(curation)))["outcome"] == "lolos-bersyarat"
