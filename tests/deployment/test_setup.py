"""What containers need before they can work: databases, a city, secrets."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import databases, keys
from deploy.local.postgres import Postgres
from shared.sealing import Seal
from tests.deployment import compose
from tests.deployment.alone import Alone

pytestmark = pytest.mark.system

ROLES = [role for service in ("alpha", "beta") for role in (databases.owner(service), databases.app(service))]
PASSWORDS = {keys.password_variable(role): f"secret-of-{role}" for role in ROLES}


@pytest.fixture
async def server(postgres: Postgres) -> AsyncIterator[Postgres]:
    """A server from which the two services' databases and roles are removed at the end."""
    yield postgres
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    for service in ("alpha", "beta"):
        await connection.execute(f"DROP DATABASE IF EXISTS {databases.name(service)}")
    for role in ROLES:
        await connection.execute(f"DROP ROLE IF EXISTS {role}")
    await connection.close()


async def test_databases_are_made_each_for_its_own_roles_alone(there: Alone, server: Postgres) -> None:
    for _ in range(2):
        outcome = there.setup("databases", "alpha", "beta", SUPERUSER_URL=server.dsn("postgres"), **PASSWORDS)
        assert (outcome.returncode, outcome.stderr) == (0, "")
    own = await asyncpg.connect(dsn(server, "alpha", "alpha"))
    assert await own.fetchval("SELECT current_user") == databases.app("alpha")
    await own.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(dsn(server, "beta", "alpha"))


def dsn(server: Postgres, database: str, service: str) -> str:
    role = databases.app(service)
    return server.dsn(databases.name(database), role, PASSWORDS[keys.password_variable(role)])


def test_it_says_which_password_is_missing(there: Alone) -> None:
    outcome = there.setup("databases", "alpha")
    assert outcome.returncode == 1
    assert outcome.stderr == "GERAI_ALPHA_OWNER_PASSWORD is not set.\n"


def test_secrets_are_fresh_every_time_and_keys_are_keys() -> None:
    first, second = dict(made()), dict(made())
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] == second[name]] == []
    keys = [name for name in first if name.endswith("_KEY")]
    assert keys == ["REGISTRATION_FIELD_KEY", "REGISTRATION_PARKED_KEY", "CURATION_PARKED_KEY"]
    assert all(len(Seal.from_text(first[name]).key) == 32 for name in keys)


def test_secrets_go_to_a_new_file_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert make_secrets("--to", str(file)).stdout == ""
    assert file.stat().st_mode & 0o777 == 0o600
    first = file.read_text()
    assert {line.partition("=")[0] for line in first.splitlines()} == dict(made()).keys()
    again = make_secrets("--to", str(file))
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    assert file.read_text() == first
    nowhere = make_secrets("--to", str(tmp_path / "missing" / ".env"))
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (1, True)


def test_the_file_that_compose_reads_secrets_from_is_never_committed() -> None:
    assert "--to deploy/.env " in compose.FILE.read_text()
    assert "deploy/.env" in (compose.ROOT / ".gitignore").read_text().splitlines()


def make_secrets(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy.setup", "secrets", "registration", "curation", *words]
    return subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)


def made() -> list[tuple[str, str]]:
    lines = make_secrets().stdout.splitlines()
    return [(name, value) for name, _, value in (line.partition("=") for line in lines)]
