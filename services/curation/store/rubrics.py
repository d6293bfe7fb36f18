"""The SQL of rubrics."""

from collections.abc import Sequence

from asyncpg import Connection, Record, UniqueViolationError
from pydantic import TypeAdapter

from services.curation import domain
from services.curation.domain import Criterion, Rubric

CRITERIA = TypeAdapter(tuple[Criterion, ...])


async def find_rubric(connection: Connection, city: str, version: int) -> Rubric | None:
    """A version that the city has set."""
    row = await connection.fetchrow(f"{_RUBRIC} WHERE city = $1 AND version = $2", city, version)
    return _to_rubric(row) if row else None


async def list_rubrics(connection: Connection, city: str) -> list[Rubric]:
    """All versions that the city has set, oldest first."""
    rows = await connection.fetch(f"{_RUBRIC} WHERE city = $1 ORDER BY version", city)
    return [_to_rubric(row) for row in rows]


async def list_rubric_versions(connection: Connection, cities: Sequence[str]) -> dict[str, int]:
    """The newest version of those of these cities that have set one."""
    rows = await connection.fetch(
        "SELECT city, max(version) AS version FROM rubrics WHERE city = ANY ($1::text[]) GROUP BY city",
        sorted(set(cities)),
    )
    return {row["city"]: row["version"] for row in rows}


async def insert_rubric(connection: Connection, city: str, rubric: Rubric, set_by: str) -> None:
    """Add a version. Raises Conflict when somebody else has just set it."""
    try:
        await connection.execute(
            """
            INSERT INTO rubrics (city, version, since, criteria, pass_mark, set_by)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            city,
            rubric.version,
            rubric.since,
            CRITERIA.dump_json(rubric.criteria).decode(),
            rubric.pass_mark,
            set_by,
        )
    except UniqueViolationError as taken:
        raise domain.TEXTS.conflict("rubric-set-meanwhile") from taken


_RUBRIC = "SELECT version, since, criteria, pass_mark FROM rubrics"


def _to_rubric(row: Record) -> Rubric:
    return Rubric(row["version"], row["since"], CRITERIA.validate_json(row["criteria"]), row["pass_mark"])
