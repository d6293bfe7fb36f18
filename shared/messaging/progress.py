"""How far what is kept has been published again, slot by slot, and on which log of a broker."""

from collections.abc import Sequence

from asyncpg import Connection

from shared.messaging.outbox import CHANNEL, SLOTS

REPEAT = "repeat"
MARKED, TAKEN_UP = 0, -1
"""Both stand before every id. A relay that has taken a mark up does not touch one that is made meanwhile."""


async def mark_for_republishing(
    connection: Connection, cluster: str | None = None, slots: Sequence[int] = range(SLOTS)
) -> None:
    """Have all that is kept published again, before anything new; by default on the same cluster."""
    await connection.execute(
        """
        INSERT INTO relay_progress AS p (slot, cluster_id, republish_from)
        SELECT slot, $2, $3 FROM unnest($1::smallint[]) AS slot
        ON CONFLICT (slot) DO UPDATE
        SET cluster_id = coalesce(excluded.cluster_id, p.cluster_id), republish_from = excluded.republish_from
        """,
        list(slots),
        cluster,
        MARKED,
    )
    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, REPEAT)


async def knows(connection: Connection, cluster: str, slots: Sequence[int]) -> bool:
    """Whether each of these slots has met this cluster."""
    query = "SELECT count(*) FROM relay_progress WHERE slot = ANY ($1::smallint[]) AND cluster_id = $2"
    return bool(await connection.fetchval(query, slots, cluster) == len(slots))


async def take_up(connection: Connection, slots: Sequence[int]) -> int | None:
    """After which id these slots go on, from where the hindmost stands; None where nothing is to be published again."""
    after: int | None = await connection.fetchval(
        """
        UPDATE relay_progress
        SET republish_from = (
            SELECT coalesce(nullif(min(republish_from), $2), $3)
            FROM relay_progress WHERE slot = ANY ($1::smallint[])
        )
        WHERE slot = ANY ($1::smallint[]) AND republish_from IS NOT NULL
        RETURNING republish_from
        """,
        slots,
        MARKED,
        TAKEN_UP,
    )
    return after


async def advance(connection: Connection, slots: Sequence[int], before: int, after: int | None) -> None:
    """What came after `before` was published up to `after`, or to the end. A slot marked meanwhile stays marked."""
    await connection.execute(
        """
        UPDATE relay_progress SET republish_from = $3
        WHERE slot = ANY ($1::smallint[]) AND republish_from = $2
        """,
        slots,
        before,
        after,
    )
