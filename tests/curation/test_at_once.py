"""Officers who act in the same moment: every test holds the case until both stand at its door."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from shared.database import transaction as in_cities
from tests.curation.conftest import Curation
from tests.curation.samples import submission
from tests.messaging.conftest import until

TIMES = 20
CONDITION = {"text": "Ganti label", "due": "2026-12-24"}


async def at_once(
    curation: Curation, product_id: UUID, *requests: Callable[[], Awaitable[httpx.Response]]
) -> list[httpx.Response]:
    """Send these while the case is held, and let go when all of them wait for it, each on its own connection."""

    async def all_wait() -> bool:
        waiting = await curation.pool.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(waiting == len(requests))

    async with in_cities(curation.pool, cities=frozenset({"ambon"})) as connection:
        await connection.fetchrow("SELECT FROM cases WHERE product_id = $1 FOR UPDATE", product_id)
        sent = [asyncio.ensure_future(request()) for request in requests]
        await until(all_wait, limit=3)
    return await asyncio.gather(*sent)


def decisions(announced: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [body["outcome"] for type, body in announced if type == "product-curated"]


async def test_of_two_officers_of_one_department_one_is_told_that_the_other_was_faster(curation: Curation) -> None:
    for _ in range(TIMES):
        product_id = await curation.submitted()
        answers = await at_once(
            curation,
            product_id,
            partial(curation.review, "ani", product_id),
            partial(curation.review, "ahmad", product_id, recommendation="reject", reason="Rasa"),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        (second,) = [answer for answer in answers if answer.status_code == 409]
        assert second.json()["code"] == "department-was-faster"
        assert "lebih dulu mengirim penilaian" in second.json()["detail"]
    assert await curation.count("reviews") == TIMES


async def test_two_departments_both_count_and_one_decision_is_announced(curation: Curation) -> None:
    for _ in range(TIMES):
        product_id = await curation.submitted()
        answers = await at_once(
            curation,
            product_id,
            partial(curation.review, "ani", product_id),
            partial(curation.review, "dewi", product_id),
        )
        assert [answer.status_code for answer in answers] == [201, 201]
        assert {answer.json()["outcome"] for answer in answers} == {None, "lolos"}
        assert decisions(await curation.announced(product_id)) == ["lolos"]
    assert await curation.count("decisions") == TIMES
    later = "SELECT FROM decisions JOIN reviews USING (product_id, revision) WHERE reviewed_at > decided_at"
    async with in_cities(curation.pool, cities=frozenset({"ambon"})) as connection:
        assert await connection.fetch(later) == []


async def test_four_officers_of_two_departments_make_one_decision(curation: Curation) -> None:
    await curation.assign("dian", "kurator-disperindag")
    for _ in range(TIMES):
        product_id = await curation.submitted()
        answers = await at_once(
            curation,
            product_id,
            *(partial(curation.review, subject, product_id) for subject in ("ani", "ahmad", "dewi", "dian")),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409]
        assert decisions(await curation.announced(product_id)) == ["lolos"]


async def test_two_who_find_the_last_condition_met_announce_it_once(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", product_id)
    condition = (await curation.case(product_id))["conditions"][0]["condition_id"]
    path = f"/cases/{product_id}/conditions/{condition}/fulfilment"
    answers = await at_once(
        curation,
        product_id,
        partial(curation.post, "ani", path, {"note": "Dilihat"}),
        partial(curation.post, "ahmad", path, {"note": "Dilihat"}),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert decisions(await curation.announced(product_id)) == ["lolos-bersyarat", "lolos"]


async def test_a_review_that_meets_a_resubmission_is_of_the_one_revision_or_a_conflict(curation: Curation) -> None:
    product_id = await curation.submitted()

    async def resubmit() -> httpx.Response:
        await curation.hear(submission(product_id=product_id, revision=2, changes="Label baru"))
        return httpx.Response(200)

    answers = await at_once(curation, product_id, partial(curation.review, "ani", product_id), resubmit)
    case = await curation.case(product_id)
    assert (case["revision"], case["reviewed_by"]) == (2, [])
    assert answers[0].status_code in {201, 409}


async def test_the_database_itself_takes_no_second_decision_about_a_revision(curation: Curation) -> None:
    product_id = await curation.submitted()
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with in_cities(curation.pool, cities=frozenset({"ambon"})) as connection:
            await connection.execute("INSERT INTO decisions SELECT * FROM decisions WHERE product_id = $1", product_id)
