"""What the clock asks for every second is found by an index, however much there is that has ended or is not due."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from deploy.local.postgres import Postgres
from services.agreements import store
from shared.clock import Clock
from shared.database import transaction as in_cities
from tests.agreements.conftest import CITIES, Agreements
from tests.explaining import Explaining

ENDED, LIVE = 30_000, 1_500
MOUS = """
    INSERT INTO mous (id, city, retailers, status, version, title, since, until, content_hash, agreed, signatures,
                      begins_on)
    SELECT gen_random_uuid(), 'ambon', '{alfamidi}', $2, 1, '', '2020-01-01', $3::date + n % 700, '', '[]', '[]',
           '2020-01-01'
    FROM generate_series(1, $1::int) AS n
    """
OFFERS = """
    INSERT INTO offers (id, city, product_id, business_id, revision, retailer, mou_id, outcome, facts, status,
                        offered_at, answer_due)
    SELECT gen_random_uuid(), 'ambon', gen_random_uuid(), gen_random_uuid(), 1, 'alfamidi',
           (SELECT id FROM mous LIMIT 1), 'lolos', '{}', $2, now(), $3::date + n % 700
    FROM generate_series(1, $1::int) AS n
    """
AGREEMENTS = """
    INSERT INTO pks (id, city, offer_id, product_id, business_id, revision, product_name, retailer, mou_id, status,
                     version, terms, until, content_hash, drafted_at, signatures, lost)
    SELECT gen_random_uuid(), 'ambon', (SELECT id FROM offers LIMIT 1), gen_random_uuid(), gen_random_uuid(), 1, '',
           'alfamidi', (SELECT id FROM mous LIMIT 1), $2, 1, '{}', $3::date + n % 700, '', now(), '[]', '{}'
    FROM generate_series(1, $1::int) AS n
    """


@pytest.fixture
async def long_lived(ambon: Agreements, postgres: Postgres) -> Agreements:
    """A city after many years."""
    name = ambon.settings.database_url.rsplit("/", 1)[1]
    superuser = await asyncpg.connect(postgres.dsn(name))
    for insert, ended, live in ((MOUS, "ended", "signed"), (OFFERS, "closed", "open"), (AGREEMENTS, "ended", "signed")):
        await superuser.execute(insert, ENDED, ended, Clock().now().date().replace(year=2021))
        await superuser.execute(insert, LIVE, live, Clock().now().date().replace(year=2040))
    await superuser.execute("ANALYZE")
    await superuser.close()
    return ambon


@pytest.mark.parametrize(
    ("ask", "table", "by"),
    [
        (store.list_mous_to_begin, "mous", "mous_unended"),
        (store.list_mous_to_lapse, "mous", "Index Cond: (until <="),
        (store.lock_overdue_offers, "offers", "Index Cond: (answer_due <="),
        (store.lock_pks_to_lapse, "pks", "Index Cond: (until <="),
    ],
    ids=["begin", "lapse", "overdue", "over"],
)
async def test_what_is_due_is_found_by_an_index(
    long_lived: Agreements, ask: Callable[..., Awaitable[object]], table: str, by: str
) -> None:
    async with in_cities(long_lived.pool, cities=CITIES) as connection:
        explaining = Explaining(connection)
        await ask(explaining, Clock().now(), limit=10)
    assert f"Seq Scan on {table}" not in explaining.plan
    assert by in explaining.plan, explaining.plan
