"""How PostgreSQL plans the statements that processes sent it, read from its own log."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.postgres import binaries
from tests.benchmarks.system import Bench
from tests.conftest import ServiceDatabase

ENTRY = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", re.MULTILINE)
EXECUTED = re.compile(r"LOG:  execute [^:]+: (?P<text>.+)", re.DOTALL)
READS = re.compile(r"Seq Scan on (\w+)")
Heard = list[tuple[ServiceDatabase, str]]


@dataclass(frozen=True)
class Plan:
    """One statement's."""

    statement: str
    plan: str
    reads_whole: list[str]
    """Large tables that it reads from end to end."""


PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
"""How statements begin that have a plan; others do not (LISTEN)."""


@asynccontextmanager
async def heard(bench: Bench, databases: Sequence[ServiceDatabase]) -> AsyncIterator[Heard]:
    """What is asked of these databases meanwhile, each statement once, is in the list afterwards."""
    found: Heard = []
    log = bench.postgres.child.log
    begun = log.stat().st_size
    for database in databases:
        async with bench.superuser(database) as connection:
            await connection.execute("ALTER SYSTEM SET log_line_prefix = '%m %d '")
            await connection.execute(f"ALTER DATABASE \"{_name(database)}\" SET log_statement = 'all'")
            await connection.execute("SELECT pg_reload_conf()")
    yield found
    with log.open("rb") as file:
        file.seek(begun)
        entries = ENTRY.split(file.read().decode(errors="replace"))
    for database in databases:
        found += [(database, text) for text in _statements(entries, _name(database))]


def _name(database: ServiceDatabase) -> str:
    return database.app_dsn.rsplit("/", 1)[1]


def _statements(entries: Iterable[str], database: str) -> list[str]:
    """Of this database, in the order in which they first came; what the driver asks of the catalogue is its own."""
    asked = [found["text"] for entry in entries if f" {database} " in entry if (found := EXECUTED.search(entry))]
    texts = dict.fromkeys("\n".join(line.strip() for line in text.strip().splitlines()) for text in asked)
    return [text for text in texts if text.startswith(PLANNED) and "pg_catalog" not in text]


async def explain(bench: Bench, database: ServiceDatabase, statement: str, large: int) -> Plan:
    """The plan that serves any values, as the service's own role gets it."""
    command: list[str | Path] = [binaries() / "psql", database.app_dsn, "-qAtX", "-v", "ON_ERROR_STOP=1"]
    asked = f"SET app.cities = 'ambon'; EXPLAIN (GENERIC_PLAN, COSTS OFF) {statement}"
    plan = await asyncio.to_thread(_run, command, asked)
    async with bench.superuser(database) as connection:
        rows = await connection.fetch("SELECT relname FROM pg_class WHERE reltuples >= $1", large)
    tables = {row["relname"] for row in rows}
    return Plan(statement, plan, [name for name in READS.findall(plan) if name in tables])


def _run(command: Sequence[str | Path], asked: str) -> str:
    ran = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def written(plans: Sequence[Plan]) -> str:
    """All of them, folded away under a line."""
    parts = [f"{each.statement}\n\n{_indented(each.plan)}" for each in plans if " on " in each.plan]
    text = "\n\n".join(parts)
    return f"<details><summary>The plans of {len(parts)} statements</summary>\n\n```\n{text}\n```\n\n</details>"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
