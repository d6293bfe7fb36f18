"""gerai demo, as somebody types it: what it says of a taken port, and that an interrupted one leaves nothing behind."""

import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from deploy.local import processes
from deploy.local.home import Home
from deploy.local.plan import list_services
from tests.conftest import ON_KAFKA
from tests.deploy.conftest import left_at, new_ports

pytestmark = [pytest.mark.broker, pytest.mark.system]


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not below pytest's folder, which is private: PostgreSQL may run as another user.
    folder = Path(tempfile.mkdtemp(prefix="gerai-demo-"))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def demo(folder: Path, terminal: int | None = None, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The command, its home below the folder; what it says stands in said.txt where it is given no terminal."""
    given = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP_SERVERS"}
    given |= {f"GERAI_{name}_PORT": str(port) for name, port in new_ports().items()} | {
        "PYTHONPATH": processes.PYTHONPATH
    }
    broker = "kafka" if ON_KAFKA else "embedded"
    command = [sys.executable, "-m", "deploy.cli", "demo", "--home", str(folder / "home"), "--broker", broker]
    with (folder / "said.txt").open("wb") as output:
        child = subprocess.Popen(
            command,
            cwd=processes.ROOT,
            env=given | environment,
            stdout=terminal or output,
            stderr=output,
            process_group=0,
        )
    try:
        yield child
    finally:
        processes.stop(child)


@contextmanager
def taken_port() -> Iterator[int]:
    """A port that somebody else listens on: a demo that is given it ends before anything is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A terminal: where a person reads, and what a command is given."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    yield ours, theirs
    os.close(theirs)
    os.close(ours)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_on_a_terminal_all_is_shown_and_stays_up_until_interrupted(folder: Path, terminal: tuple[int, int]) -> None:
    shown = bytearray()

    def look() -> str:
        with suppress(BlockingIOError):
            while True:
                shown.extend(os.read(terminal[0], 65536))
        return shown.decode(errors="replace")

    with demo(folder, terminal[1], COLUMNS="150") as child:
        processes.wait_until(lambda: "Ctrl-C menghentikan" in look(), 240, "the story is over")
        family = psutil.Process(child.pid).children(recursive=True)
        next(process for process in family if "deploy.local.mail" in process.cmdline()).kill()
        processes.wait_until(
            lambda: "mail had ended and was started again" in said(folder), 30, "it looks after all that runs"
        )
        family = psutil.Process(child.pid).children(recursive=True)
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 0
        assert left_at(began + 10, family) == []
    told = ("━", "Kota Ambon", "Kota Kediri", "Jejak Sambal Roa Tifa", "Hasil", "Alamat", "seperti yang diceritakan")
    assert [part for part in told if part not in look()] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_ends_within_ten_seconds_and_leaves_no_process(
    folder: Path, number: signal.Signals
) -> None:
    with demo(folder) as child:
        processes.wait_until(lambda: "langkah" in said(folder), 90, "the story has begun")
        family = psutil.Process(child.pid).children(recursive=True)
        assert len(family) > len(list_services())
        began = time.monotonic()
        child.send_signal(number)
        assert child.wait(20) == 1
        assert time.monotonic() - began < 10
        assert left_at(began + 10, family) == []
    assert said(folder).splitlines()[-1] == "Stopped."
    assert "Traceback" not in said(folder)
    assert "Task" not in said(folder)


def test_a_taken_port_is_named_with_what_to_set(folder: Path) -> None:
    with taken_port() as port, demo(folder, GERAI_DOOR_PORT=str(port)) as child:
        assert child.wait(60) == 1
    assert f"Port {port}, which the front door needs, is taken." in said(folder)
    assert "gerai demo --door-port PORT, or set GERAI_DOOR_PORT" in said(folder)
    assert not (folder / "home" / "story-began").exists()  # an empty folder is still anybody's


def test_the_story_is_not_played_among_the_data_of_another_system(folder: Path) -> None:
    (folder / "home" / "postgres" / "data").mkdir(parents=True)
    with taken_port() as port, demo(folder, GERAI_DOOR_PORT=str(port)) as child:
        assert child.wait(60) == 1
    assert f"the story is played in {folder / 'home' / 'demo'}" in said(folder)
    assert not Home(folder / "home").clock.exists()


def test_where_the_story_is_over_it_begins_anew_and_what_there_was_can_still_be_started(folder: Path) -> None:
    home = Home(folder / "home")
    (home.folder / "own").mkdir(parents=True)
    kept = home.complete_secrets(["curation"])
    (home.postgres / "data").mkdir(parents=True)
    home.move_clock(timedelta(days=200).total_seconds())
    for days, is_over in ((11, False), (12, True)):
        begun = datetime.now(UTC) - timedelta(days=days)
        (home.folder / "story-began").write_text(begun.isoformat())
        with taken_port() as port, demo(folder, GERAI_DOOR_PORT=str(port)) as child:
            assert child.wait(60) == 1
        assert ("is over and begins anew" in said(folder)) == is_over
        assert home.has_data != is_over
    (aside,) = home.folder.glob("story-ended-*")
    assert (Home(aside).has_data, Home(aside).secrets(), Home(aside).clock_offset().days) == (True, kept, 200)
    assert {each.name for each in home.folder.iterdir()} == {aside.name, "lock", "own", "accounts.json"}


def test_where_both_folders_hold_other_systems_the_story_is_not_played_at_all(folder: Path) -> None:
    for home in (folder / "home", folder / "home" / "demo"):
        (home / "postgres" / "data").mkdir(parents=True)
    with demo(folder) as child:
        assert child.wait(60) == 1
    assert said(folder).count("\n") == 1
    assert "hold systems of your own" in said(folder)
    assert not Home(folder / "home" / "demo").clock.exists()


def said(folder: Path) -> str:
    return (folder / "said.txt").read_text()
