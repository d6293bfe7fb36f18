"""gerai up: everything on this machine, until Ctrl-C."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from deploy.local.home import AlreadyRunning, Home, SecretsLost
from deploy.local.plan import EMBEDDED, Plan, PortTaken
from deploy.local.processes import NotStarted
from deploy.local.system import System
from deploy.operator.screen import console, errors, fail, table
from shared.migrate import MigrationFailed

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(home: Path, plan: Plan) -> None:
    """Start PostgreSQL, a broker, mail, the front door and all services on 127.0.0.1; stop them at Ctrl-C."""
    keep_up(System(Home(home), plan), _show_and_stay)


def keep_up(system: System, spend: Callable[[System], None], *, command: str = "up") -> None:
    """Have it up for as long as `spend` takes, or until interrupted; whatever is in the way is said in a sentence."""
    place = system.home
    try:
        with place.hold(), _interruptible():
            system.plan.check_ports()
            _run(system, spend)
    except AlreadyRunning:
        fail(f"Gerai runs already in {place.folder}. See it with gerai status; stop it with gerai stop.")
    except PortTaken as taken:
        variable = f"GERAI_{taken.option.replace('-', '_').upper()}"
        fail(f"{taken} Free it, or choose another: gerai {command} --{taken.option} PORT, or set {variable}.")
    except SecretsLost as lost:
        fail(str(lost))
    except (NotStarted, MigrationFailed, TimeoutError, OSError, asyncpg.PostgresError) as error:
        fail(f"Gerai did not stay up: {error}")


def stay(system: System) -> None:
    """Until interrupted; what ends meanwhile is started again."""
    while True:
        time.sleep(0.5)
        for said in system.supervise():
            errors.print(said, markup=False)


def _run(system: System, spend: Callable[[System], None]) -> None:
    """Everything ends before anything more is said: the terminal may be gone."""
    try:
        _start(system)
        spend(system)
    except KeyboardInterrupt:
        pass
    finally:
        _deaf()
        system.stop()
    console.print("Stopped.")


def _start(system: System) -> None:
    """What was opened on the way is said whatever comes of it."""
    try:
        with console.status("Starting ..."):
            system.start()
    finally:
        if system.postgres.said:
            errors.print(system.postgres.said, markup=False)


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


def _show_and_stay(system: System) -> None:
    _show(system)
    stay(system)


def _show(system: System) -> None:
    shown = table("process", "roles", "answers at")
    shown.add_row("front door", "", system.front_door.url)
    for process in system.plan.processes():
        urls = [process.http_url, f"{process.private_url}/readyz"]
        shown.add_row(process.name, " ".join(process.roles), "\n".join(filter(None, urls)))
    shown.add_row("mail", "", f"127.0.0.1:{system.mail.port}")
    shown.add_row("sign-in", "", system.provider.issuer)
    shown.add_row("broker", "", system.plan.bootstrap)
    shown.add_row("PostgreSQL", "", f"127.0.0.1:{system.plan.postgres_port}")
    shown.columns[-1].no_wrap = True  # an address is copied
    console.print(shown)
    if system.plan.broker == EMBEDDED:
        console.print(
            "The embedded broker forgets everything when it stops; what is kept is published again at the next start."
        )
    console.print(
        f"Begin at {system.front_door.url} – logs and data are in {system.home.folder}.\n"
        "Ctrl-C, or gerai stop elsewhere, stops everything.",
        soft_wrap=True,
    )
