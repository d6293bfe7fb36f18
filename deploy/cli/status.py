"""gerai status: what runs, whether it is ready, and what waits."""

import asyncio

import asyncpg
import typer

from deploy.cli.screen import HOME, Folder, console, running, table
from deploy.local.system import blockers
from shared import database
from shared.messaging import outbox
from shared.messaging.parking import BEHIND, STOPPED, WAITING


def status(home: Folder = HOME) -> None:
    """Show what runs here; ends with code 1 when something is not ready."""
    place, state = running(home)
    shown = table("process", "role", "ready", "URL")
    answers = {process.name: blockers(process) for process in state.processes}
    for process in state.processes:
        ready = "; ".join(answers[process.name]) or "yes"
        shown.add_row(process.name, " ".join(process.roles), ready, process.private_url)
    console.print(shown)
    waiting = table("service", "outbox", "oldest", f"parked: {WAITING}", BEHIND, STOPPED)
    lost = False
    for service in state.services:
        try:
            waiting.add_row(service, *asyncio.run(_measure(place.dsn(service, state.postgres_port))))
        except (*database.LOST, asyncpg.PostgresError):
            lost = True
            waiting.add_row(service, "the database does not answer")
    console.print(waiting)
    if lost or any(answers.values()):
        raise typer.Exit(1)


async def _measure(dsn: str) -> list[str]:
    """How many announcements wait, for how long, and what is parked in each state."""
    connection = await asyncpg.connect(dsn, timeout=5, command_timeout=10)
    try:
        pending, age = await outbox.measure(connection)
        rows = await connection.fetch("SELECT state, count(*) AS n FROM parked GROUP BY state")
    finally:
        await connection.close(timeout=2)
    parked = {row["state"]: row["n"] for row in rows}
    return [str(pending), f"{age:.0f} s", *(str(parked.get(state, 0)) for state in (WAITING, BEHIND, STOPPED))]
