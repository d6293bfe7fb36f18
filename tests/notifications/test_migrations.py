"""A database that is in use is brought to the present schema with all that it holds."""

import asyncio

import asyncpg

from shared.migrate import migrate
from tests.conftest import NewDatabase

BEFORE_MENTIONS = """
    DROP TRIGGER trail_mentions ON trail;
    DROP FUNCTION note_mentions();
    DROP TABLE mentions;
    DROP INDEX trail_ids;
    CREATE INDEX trail_mentions ON trail USING gin (mentions);
    DELETE FROM service_migrations WHERE version >= '0018';
    """
OLD_LINES = """
    ALTER TABLE trail NO FORCE ROW LEVEL SECURITY;
    INSERT INTO trail (event_id, city, type, at, key, source, correlation_id, causation_id, mentions, summary)
    SELECT event_id, city, type, '2026-11-24 00:05+00', '', '', '', '', ARRAY[thing, thing]::uuid[], ''
    FROM (VALUES ('1', 'ambon', 'gerai.curation.product-curated.v1', '00000000-0000-0000-0000-000000000001'),
                 ('2', 'kediri', 'gerai.notifications.notification-sent.v1', '00000000-0000-0000-0000-000000000002'))
         AS line (event_id, city, type, thing);
    ALTER TABLE trail FORCE ROW LEVEL SECURITY;
    """


async def test_lines_of_before_are_mentioned_in_every_city(database: NewDatabase) -> None:
    dsn = (await database("notifications")).owner_dsn
    owner = await asyncpg.connect(dsn)
    await owner.execute(BEFORE_MENTIONS + OLD_LINES)
    await asyncio.to_thread(migrate, "notifications", dsn)
    await owner.execute("SELECT set_config('app.cities', 'ambon,kediri', false)")
    rows = await owner.fetch("SELECT event_id, city, right(thing::text, 1), notice FROM mentions ORDER BY event_id")
    await owner.close()
    assert [tuple(row) for row in rows] == [("1", "ambon", "1", False), ("2", "kediri", "2", True)]
