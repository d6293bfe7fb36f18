"""What people open is found by an index, however much was announced, though row-level security stands before it."""

from uuid import uuid4

import asyncpg
import pytest

from deploy.local.postgres import Postgres
from services.notifications import store
from shared.database import transaction as in_cities
from tests.explaining import Explaining
from tests.notifications.conftest import Notifications

LINES = """
    INSERT INTO trail (event_id, city, type, at, key, source, correlation_id, causation_id, mentions, summary)
    SELECT gen_random_uuid(), 'ambon', '', now(), '', '', '', '', ARRAY[gen_random_uuid(), gen_random_uuid()], ''
    FROM generate_series(1, 20000)
    """


@pytest.mark.parametrize("search", ["", "sambal"])
@pytest.mark.parametrize(("notices", "index"), [(True, "mentions_pkey"), (False, "mentions_of_acts")])
async def test_a_trail_is_found_by_an_index(
    notifications: Notifications, postgres: Postgres, notices: bool, index: str, search: str
) -> None:
    superuser = await asyncpg.connect(postgres.dsn(notifications.settings.database_url.rsplit("/", 1)[1]))
    await superuser.execute(LINES)
    await superuser.execute("ANALYZE")
    await superuser.close()
    sight = store.Sight(["ambon"], [], [])
    asked = {"language": "id", "city": None, "notices": notices, "search": search, "after": None, "limit": 101}
    async with in_cities(notifications.pool, cities=frozenset(["ambon"])) as connection:
        explaining = Explaining(connection)
        await store.list_trail(explaining, uuid4(), sight, **asked)  # type: ignore[arg-type]
    assert f"using {index}" in explaining.plan
    assert "using trail_ids" in explaining.plan
    assert "Seq Scan on trail" not in explaining.plan, explaining.plan
