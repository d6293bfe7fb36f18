"""What people see of parked events and decide about them; who decided, when and why is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asyncpg import Connection

from shared.errors import NotFound
from shared.lists import contains
from shared.messaging.parking import BEHIND, COLUMNS, Parked, close, read
from shared.sealing import Seal


@dataclass(frozen=True, slots=True)
class Choice:
    """Which parked events are meant: those of which everything holds that is said here."""

    ids: Sequence[int] | None = None
    state: str | None = None
    reason: str | None = None
    type: str | None = None
    lane: str | None = None
    """Its beginning."""
    search: str = ""
    """A part of the lane, or the whole id of the event."""
    cities: Sequence[str] | None = None
    """Only events that say that they are of one of these cities."""

    @property
    def terms(self) -> tuple[object, ...]:
        """What CHOSEN takes as $2 to $8."""
        return self.ids, self.state, self.reason, self.type, self.lane, self.search, self.cities


CHOSEN = """reader = $1
    AND ($2::bigint[] IS NULL OR id = ANY ($2))
    AND ($3::text IS NULL OR state = $3)
    AND ($4::text IS NULL OR reason = $4)
    AND ($5::text IS NULL OR type = $5)
    AND ($6::text IS NULL OR starts_with(lane, $6))
    AND ($7::text = '' OR event_id = $7 OR position($7 IN lane) > 0)
    AND ($8::text[] IS NULL OR city = ANY ($8))"""


@dataclass(frozen=True, slots=True)
class Group:
    """Parked events that have the same state, reason and type."""

    state: str
    reason: str
    type: str | None
    events: int
    lanes: int
    first_id: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about an event that was parked."""

    id: int
    parked_id: int
    decision: Literal["retry", "edit", "drop"]
    by: str
    why: str
    at: datetime
    event_id: str
    type: str | None
    """Not known of the earliest ones, as the city is not."""
    city: str | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The parked events of one reader, as an operator meets them. The seal opens those with personal data."""

    reader: str
    personal: Seal | None = None

    async def list_parked(
        self, connection: Connection, choice: Choice | None = None, *, after: int = 0, limit: int = 100
    ) -> list[Parked]:
        """What stands parked behind the number `after`, oldest first."""
        rows = await connection.fetch(
            f"SELECT {COLUMNS} FROM parked WHERE {CHOSEN} AND id > $9 ORDER BY id LIMIT $10",  # noqa: S608
            self.reader,
            *(choice or Choice()).terms,
            after,
            limit,
        )
        return [read(row, self.reader, self.personal) for row in rows]

    async def list_groups(self, connection: Connection, choice: Choice) -> list[Group]:
        """How many stand parked for what, the most first."""
        rows = await connection.fetch(
            f"""
            SELECT state, reason, type, count(*) AS events, count(DISTINCT lane) AS lanes,
                   min(id) AS first_id, min(parked_at) AS since
            FROM parked WHERE {CHOSEN}
            GROUP BY state, reason, type ORDER BY events DESC, first_id
            """,  # noqa: S608
            self.reader,
            *choice.terms,
        )
        return [Group(**row) for row in rows]

    async def get(self, connection: Connection, id: int, *, cities: Sequence[str] | None = None) -> Parked:
        """A parked event, of these cities alone, held until the transaction ends. Raises NotFound."""
        row = await connection.fetchrow(
            f"SELECT {COLUMNS} FROM parked WHERE {CHOSEN} FOR UPDATE",  # noqa: S608
            self.reader,
            *Choice([id], cities=cities).terms,
        )
        if row is None:
            raise NotFound(f"parked event {id}")
        return read(row, self.reader, self.personal)

    async def retry(self, connection: Connection, choice: Choice, *, by: str, why: str) -> int:
        """Have them tried again now; how many. One behind another needs no decision: it follows when that is done."""
        ids = [id for id, state in await self._hold(connection, choice) if state != BEHIND or choice.ids]
        await self._note(connection, ids, "retry", by, why)
        await connection.execute(
            """
            UPDATE parked SET state = 'waiting', tries = 0, next_try_at = clock_timestamp()
            WHERE id = ANY ($1::bigint[])
            """,
            ids,
        )
        return len(ids)

    async def edit(
        self, connection: Connection, id: int, value: bytes, *, by: str, why: str, cities: Sequence[str] | None = None
    ) -> None:
        """Put another value in its place and have it tried again; what was there is kept, unless it was sealed."""
        parked = await self.get(connection, id, cities=cities)
        await self._note(connection, [id], "edit", by, why)
        await connection.execute(
            """
            UPDATE parked SET value = $2, state = 'waiting', tries = 0, next_try_at = clock_timestamp()
            WHERE id = $1
            """,
            id,
            close(value, self.reader, self.personal) if parked.sealed else value,
        )

    async def drop(self, connection: Connection, choice: Choice, *, by: str, why: str) -> int:
        """Give them up; how many. Their lanes go on, and their bytes are kept with who and why, unless sealed."""
        ids = [id for id, _ in await self._hold(connection, choice)]
        await self._note(connection, ids, "drop", by, why)
        await connection.execute("DELETE FROM parked WHERE id = ANY ($1::bigint[])", ids)
        return len(ids)

    async def list_decisions(
        self,
        connection: Connection,
        *,
        cities: Sequence[str] | None = None,
        decision: str | None = None,
        search: str = "",
        after: int | None = None,
        limit: int = 100,
    ) -> list[Decision]:
        """What was decided behind the one with the id `after`, about events of these cities alone, newest first.
        `search` is a part of who decided, why or about which type, or the whole number or id of the event."""
        rows = await connection.fetch(
            """
            SELECT id, parked_id, decision, decided_by AS by, why, decided_at AS at, event_id, type, city
            FROM parked_decisions
            WHERE ($1::text[] IS NULL OR city = ANY ($1)) AND ($2::text IS NULL OR decision = $2)
              AND ($3 = '' OR decided_by ILIKE $3 OR why ILIKE $3 OR type ILIKE $3
                   OR event_id = $4 OR parked_id::text = $4)
              AND ($5::bigint IS NULL OR id < $5)
            ORDER BY id DESC
            LIMIT $6
            """,
            cities,
            decision,
            contains(search),
            search.strip(),
            after,
            limit,
        )
        return [Decision(**row) for row in rows]

    async def _hold(self, connection: Connection, choice: Choice) -> list[tuple[int, str]]:
        """Lock what is meant, in the order of the lanes' own locks. Raises NotFound for a number that is not parked."""
        rows = await connection.fetch(
            f"SELECT id, state FROM parked WHERE {CHOSEN} ORDER BY id FOR UPDATE",  # noqa: S608
            self.reader,
            *choice.terms,
        )
        if gone := set(choice.ids or ()) - {row["id"] for row in rows}:
            raise NotFound(f"parked event {min(gone)}")
        return [(row["id"], row["state"]) for row in rows]

    async def _note(self, connection: Connection, ids: Sequence[int], decision: str, by: str, why: str) -> None:
        await connection.execute(
            """
            INSERT INTO parked_decisions
                (parked_id, decision, decided_by, why, source, event_id, headers, value, sealed, city, type)
            SELECT id, $2, $3, $4, source, event_id, headers, CASE WHEN NOT sealed THEN value END, sealed, city, type
            FROM parked WHERE id = ANY ($1::bigint[]) ORDER BY id
            """,
            ids,
            decision,
            by,
            why,
        )
