"""Brings a service's database to the present schema: the toolkit's tables, then the service's own."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK_TIMEOUT_MS = 4000


class MigrationFailed(Exception):
    """A migration did not go through; the message is the tool's own."""


def migrate(service: str, owner_dsn: str) -> None:
    """Apply what is missing, each file in its own transaction; several replicas may start at once.

    Raises MigrationFailed, with the database as it was before the failing file.
    """
    own = ROOT / "services" / service / "migrations"
    for folder, table in (
        (ROOT / "shared" / "migrations", "toolkit_migrations"),
        (own, "service_migrations"),
    ):
        if any(folder.glob("*.sql")):
            _apply(folder, table, owner_dsn)


def heads(service: str) -> tuple[str, str]:
    """The newest version of the toolkit's and of the service's migrations, "" where there is none."""
    own = ROOT / "services" / service / "migrations"
    return _head(ROOT / "shared" / "migrations"), _head(own)


def _head(folder: Path) -> str:
    return max((file.name.split("_")[0] for file in folder.glob("*.sql")), default="")


def _apply(folder: Path, table: str, dsn: str) -> None:
    tool = shutil.which("dbmate", path=str(Path(sys.executable).parent)) or shutil.which("dbmate")
    if tool is None:
        raise MigrationFailed("dbmate is not installed; it comes with requirements/run.txt.")
    separator = "&" if "?" in dsn else "?"
    command = [
        tool,
        "--migrations-dir", str(folder),
        "--migrations-table", table,
        "--no-dump-schema",
        "--migration-lock",
        "migrate",
    ]  # fmt: skip
    url = f"{dsn}{separator}sslmode=prefer&lock_timeout={LOCK_TIMEOUT_MS}"  # not an argument: those are seen by all
    outcome = subprocess.run(command, env={"DATABASE_URL": url}, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise MigrationFailed(outcome.stderr.strip() or outcome.stdout.strip())
