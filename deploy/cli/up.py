"""gerai up: everything on this machine, until Ctrl-C."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import asyncpg
import typer

from deploy.cli.screen import HOME, Folder, console, errors, fail, table
from deploy.local.home import AlreadyRunning, Home, SecretsLost
from deploy.local.processes import NotStarted
from deploy.local.system import Plan, PortTaken, System
from shared.migrate import MigrationFailed

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    home: Folder = HOME,
    apart: Annotated[bool, typer.Option("--apart", help="Every role as a process of its own.")] = False,
    postgres_port: Annotated[int, typer.Option(envvar="GERAI_POSTGRES_PORT")] = Plan.postgres_port,
    broker_port: Annotated[
        int, typer.Option(envvar="GERAI_BROKER_PORT", help="Of the embedded broker.")
    ] = Plan.broker_port,
    http_port: Annotated[
        int, typer.Option(envvar="GERAI_HTTP_PORT", help="The first service's; the others' follow.")
    ] = Plan.http_port,
    private_port: Annotated[
        int, typer.Option(envvar="GERAI_PRIVATE_PORT", help="/readyz of the first process; the others' follow.")
    ] = Plan.private_port,
    kafka: Annotated[
        str | None,
        typer.Option(
            envvar="KAFKA_BOOTSTRAP_SERVERS", help="A Kafka that runs already, instead of the embedded broker."
        ),
    ] = None,
) -> None:
    """Start PostgreSQL, a broker and all services on 127.0.0.1; stop them at Ctrl-C."""
    plan = Plan(postgres_port, broker_port, http_port, private_port, apart, kafka or None)
    place = Home(home)
    try:
        with place.hold(), _interruptible():
            plan.check_ports()
            _run(System(place, plan))
    except AlreadyRunning:
        fail(
            f"Gerai runs already in {place.folder}. See it with gerai status; stop it with Ctrl-C where it was started."
        )
    except PortTaken as taken:
        variable = f"GERAI_{taken.option.replace('-', '_').upper()}"
        fail(f"{taken} Free it, or choose another: gerai up --{taken.option} PORT, or set {variable}.")
    except SecretsLost as lost:
        fail(
            f"{lost} is missing, and the data beside it cannot be read without. Put it back, or remove {place.folder}."
        )
    except (NotStarted, MigrationFailed, TimeoutError, OSError, asyncpg.PostgresError) as error:
        fail(f"Gerai did not stay up: {error}")


def _run(system: System) -> None:
    """Until interrupted. Everything ends before anything more is said: the terminal may be gone."""
    try:
        with console.status("Starting ..."):
            system.start()
        _show(system)
        while True:
            time.sleep(0.5)
            for name in system.supervise():
                errors.print(f"{name} had ended and was started again.", markup=False)
    except KeyboardInterrupt:
        pass
    finally:
        _deaf()
        system.stop()
    console.print("Stopped.")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C, a plain kill and a closed terminal all interrupt alike."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _deaf() -> None:
    """What is ending need not be told again."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _show(system: System) -> None:
    shown = table("process", "role", "URL")
    shown.add_row("postgres", "", f"127.0.0.1:{system.plan.postgres_port}")
    shown.add_row("broker", "Kafka" if system.plan.kafka else "embedded", system.broker)
    for process in system.plan.processes():
        urls = [process.http_url, f"{process.private_url}/readyz"]
        shown.add_row(process.name, " ".join(process.roles), "\n".join(filter(None, urls)))
    console.print(shown)
    if system.tansu is not None:
        console.print(
            "The embedded broker forgets everything when it stops; what is kept is published again at the next start."
        )
    console.print(
        f"Logs and data: {system.home.folder} (process {os.getpid()}). Ctrl-C stops everything.", soft_wrap=True
    )
