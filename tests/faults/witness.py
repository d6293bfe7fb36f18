"""A trigger that writes down every announcement in its own transaction: what was committed, whatever a relay does."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection

TABLES = """
CREATE TABLE announced (id bigint, topic text, key text, headers text);
CREATE FUNCTION bear_witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO announced VALUES (NEW.id, NEW.topic, NEW.key, NEW.headers);
    RETURN NULL;
END $$;
CREATE TRIGGER bear_witness AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION bear_witness();
"""


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement that was committed."""

    id: str
    source: str
    type: str
    topic: str
    key: str
    sequence: int
    city: str


async def list_announced(connection: Connection) -> list[Announced]:
    """All of a service's announcements, in the order of its outbox."""
    rows = await connection.fetch("SELECT topic, key, headers FROM announced ORDER BY id")
    return [_announced(row["topic"], row["key"], dict(json.loads(row["headers"]))) for row in rows]


def _announced(topic: str, key: str, headers: dict[str, str]) -> Announced:
    return Announced(
        headers["ce_id"],
        headers["ce_source"],
        headers["ce_type"],
        topic,
        key,
        int(headers["ce_sequence"]),
        headers.get("ce_city", ""),
    )
