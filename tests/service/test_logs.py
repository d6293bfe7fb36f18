"""Logs hold no personal data, whatever is logged and whatever fails."""

import json
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest

from deploy.local.postgres import Postgres
from shared import logs

ID = "01939f1e-0000-7000-8000-123456789012"


@pytest.mark.parametrize(
    ("logged", "written"),
    [
        ("telepon 0812-3456-7890", "telepon <number>"),
        ("telepon +62 (812) 3456 7890, (0911) 345678", "telepon +<number>, (<number>"),
        (["siti@umkm.example", {"nik": "8171010101900001"}], ["<mail>", {"nik": "<number>"}]),
        ({"siti@umkm.example": ("a", 3)}, {"<mail>": ["a", 3]}),
        (8171010101900001, "<number>"),
        (b"0812 3456 7890", "b'<number>'"),
        (f"case {ID} of 081234567890", f"case {ID} of <number>"),
        (f"GET /registration/undangan/{ID}/s3_cr-et?x", f"GET /registration/undangan/{ID}/<secret>?x"),
        (f"/registration/admin/undangan/{ID}/batalkan", f"/registration/admin/undangan/{ID}/batalkan"),
        (UUID(ID), f"UUID('{ID}')"),
        ([True, None, 1.5, 42], [True, None, 1.5, 42]),
        ("broken: 23502\nDETAIL:  Failing row contains (Siti).\nHINT: none", "broken: 23502"),
        (ValueError("Siti"), "builtins.ValueError"),
    ],
)
def test_what_may_be_somebody_s_is_taken_out_however_deep_it_lies(logged: Any, written: Any) -> None:
    assert logs.redact(None, "", {"what": logged})["what"] == written


FAILING = """
import asyncio, logging, sys
import asyncpg, structlog
from shared import logs

async def fail(dsn):
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TEMP TABLE people (name text, age integer CONSTRAINT of_age CHECK (age > 17))")
    try:
        await connection.execute("INSERT INTO people VALUES ($1, $2)", "Siti Latuheru", 7)
    except asyncpg.PostgresError as error:
        raise RuntimeError("Siti Latuheru") from error

logs.configure("probe", "web")
try:
    asyncio.run(fail(sys.argv[1]))
except RuntimeError:
    structlog.get_logger().error("one", exc_info=True)
    logging.getLogger("uvicorn.error").exception("two")
asyncio.run(fail(sys.argv[1]))
"""


def test_a_failure_is_told_by_its_class_and_place_and_quotes_nobody(postgres: Postgres) -> None:
    failing = [sys.executable, "-c", FAILING, postgres.dsn("postgres")]
    failed = subprocess.run(failing, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stderr) == (1, "")
    assert "Siti" not in failed.stdout
    assert "of_age" in (server := postgres.child.log.read_text())
    assert "Siti" not in server
    entries = [json.loads(line) for line in failed.stdout.splitlines()]
    assert [entry["event"] for entry in entries] == ["one", "two", "process failed"]
    for entry in entries:
        told = entry["exception"].splitlines()
        assert told[0] == "asyncpg.exceptions.CheckViolationError 23514 people of_age"
        assert "builtins.RuntimeError" in told
        assert any("fail" in line for line in told)
