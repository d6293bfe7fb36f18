"""How far a service has read each partition, stored in the transaction of what it did about it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from asyncpg import Connection

Partition = tuple[str, int]


class Placed(Protocol):
    """What has a place in a log."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...


def following(records: Iterable[Placed]) -> dict[Partition, int]:
    """The next offset of each partition of these, which come in the order of their partition."""
    return {(record.topic, record.partition): record.offset + 1 for record in records}


async def list_positions(
    connection: Connection, reader: str, cluster_id: str, partitions: Sequence[Partition]
) -> dict[Partition, int]:
    """The next offsets of these partitions of this cluster's log; a partition of another log is absent."""
    rows = await connection.fetch(
        """
        SELECT topic, partition, next_offset FROM positions
        WHERE reader = $1 AND cluster_id = $2
          AND (topic, partition) IN (SELECT * FROM unnest($3::text[], $4::integer[]))
        """,
        reader,
        cluster_id,
        [topic for topic, _ in partitions],
        [partition for _, partition in partitions],
    )
    return {(r["topic"], r["partition"]): r["next_offset"] for r in rows}


async def save(connection: Connection, reader: str, cluster_id: str, following: Mapping[Partition, int]) -> None:
    """Move positions forward, never back; on another cluster's log they begin anew."""
    places = sorted(following)
    await connection.execute(
        """
        INSERT INTO positions AS p (reader, topic, partition, cluster_id, next_offset)
        SELECT $1, topic, partition, $2, n
        FROM unnest($3::text[], $4::integer[], $5::bigint[]) AS f (topic, partition, n)
        ON CONFLICT (reader, topic, partition) DO UPDATE
        SET next_offset = CASE WHEN p.cluster_id = excluded.cluster_id
                               THEN greatest(p.next_offset, excluded.next_offset)
                               ELSE excluded.next_offset END,
            cluster_id = excluded.cluster_id
        """,
        reader,
        cluster_id,
        [topic for topic, _ in places],
        [partition for _, partition in places],
        [following[place] for place in places],
    )


async def delete(connection: Connection, reader: str, partitions: Sequence[Partition]) -> None:
    """Forget positions that lie beyond the end of the log: it is another log under the same name."""
    await connection.execute(
        """
        DELETE FROM positions
        WHERE reader = $1 AND (topic, partition) IN (SELECT * FROM unnest($2::text[], $3::integer[]))
        """,
        reader,
        [topic for topic, _ in partitions],
        [partition for _, partition in partitions],
    )
