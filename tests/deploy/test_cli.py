"""The command line, as an operator types it."""

import asyncio
import os
import re
import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
import typer

from deploy.local.home import Home
from deploy.local.mail import Mail
from deploy.local.processes import wait_until
from deploy.operator.screen import told
from tests.deploy.conftest import LOOPBACK, ROOT, Operator, left_at, listening_addresses

NOBODY = 65534


@pytest.mark.timeout(300)
async def test_a_system_comes_up_works_stops_and_comes_up_again(operator: Operator) -> None:
    assert "Nothing runs" in operator.gerai("status").stderr
    operator.start()
    assert "runs already" in operator.gerai("up").stderr
    operator.add_ambon()
    operator.submit_a_product()
    assert await operator.until_rows("curation", "SELECT status FROM cases") == [{"status": "open"}]
    status = await until_all_is_read(operator)
    assert status.returncode == 0, status.stdout + status.stderr
    heard = await operator.fetch("curation", "SELECT count(*) AS n FROM inbox")
    operator.assert_the_first_page_is_true()
    assert (operator.folder / ".gerai" / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert_all_ends(operator, signal.SIGINT)

    operator.start("--apart")
    assert operator.gerai("republish", "registration").returncode == 0
    operator.add_ambon()
    # The city comes last, and is the only news: all before it was repeated by then.
    await operator.until_rows("curation", f"SELECT FROM inbox HAVING count(*) = {heard[0]['n'] + 1}")
    await until_all_is_read(operator)
    assert await operator.fetch("curation", "SELECT status, revision FROM cases") == [{"status": "open", "revision": 1}]
    assert await operator.fetch("curation", "SELECT count(*) AS n FROM published") == [{"n": 1}]
    assert "Nothing is parked" in operator.gerai("parked", "list", "curation").stdout
    assert_all_ends(operator, signal.SIGTERM)


def assert_all_ends(operator: Operator, number: signal.Signals) -> None:
    """Told so, the system ends in good time and leaves nothing behind; while it ran it listened on loopback alone."""
    assert operator.up is not None
    assert {"caddy", "postgres", "tansu"} <= {child.name() for child in operator.family}
    assert listening_addresses(operator.up.pid) <= LOOPBACK
    code, seconds, left = operator.stop(number)
    assert (code, left) == (0, [])
    assert seconds < 10


async def test_a_moved_clock_holds_for_all_services_and_over_a_restart(operator: Operator) -> None:
    operator.start()
    operator.add_ambon()
    assert "the real time" in operator.gerai("clock").stdout
    moved = operator.gerai("clock", "--forward", "3d")
    assert "3 days ahead" in moved.stdout
    assert "Nothing was moved." in operator.gerai("clock", "--forward", "99999w").stderr
    operator.submit_a_product()
    opened = await operator.until_rows("curation", "SELECT opened_at > now() + interval '2 days' AS later FROM cases")
    assert opened == [{"later": True}]
    assert operator.gerai("stop").returncode == 0
    operator.start()
    assert "3 days ahead" in operator.gerai("clock").stdout


async def test_status_tells_what_is_not_ready_and_what_is_yet_to_be_read(operator: Operator) -> None:
    operator.start()
    operator.add_ambon()
    await operator.until_rows("curation", "SELECT FROM cities")
    operator.process("curation").suspend()
    operator.submit_a_product()
    await operator.until_rows("registration", "SELECT WHERE NOT EXISTS (SELECT FROM outbox)")
    status = operator.gerai("status")
    assert status.returncode == 1
    assert row(status.stdout, "curation", 0)[2] == "does not answer"
    assert row(status.stdout, "registration", 0)[2] == "yes"
    assert int(row(status.stdout, "curation", -1)[1]) >= 2  # an assignment and a product at least
    operator.process("curation").resume()
    await operator.until_rows("curation", "SELECT FROM cases")
    assert (await until_all_is_read(operator)).returncode == 0


async def until_all_is_read(operator: Operator) -> "subprocess.CompletedProcess[str]":
    """What `gerai status` says when nothing waits in registration and curation has read everything."""
    async with asyncio.timeout(30):
        while True:
            status = operator.gerai("status")
            if (row(status.stdout, "registration", -1)[2], row(status.stdout, "curation", -1)[1]) == ("0", "0"):
                return status
            await asyncio.sleep(1)  # each look starts a program


def row(text: str, name: str, place: int) -> list[str]:
    """The cells of a row: 0 is that of a process, -1 that of what waits in a service."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines() if line.split()[:1] == [name]][place]


def test_mail_that_was_sent_is_listed_and_shown(operator: Operator) -> None:
    assert "No message" in operator.gerai("mail").stdout
    letter = EmailMessage()
    letter["From"], letter["To"] = "gerai@ambon.example", "yohana@umkm.example"
    letter["Subject"] = "Produk \x1b[31mlolos\x07 kurasi"
    letter.set_content("Selamat – Sambal Roa lolos.\n.titik di depan\n\x1b[2J")
    server = Mail(operator.folder / ".gerai" / "mail", operator.folder / "mail.log", operator.ports["MAIL"])
    server.start()
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as sender:
        sender.send_message(letter)
    server.stop()
    listed, shown = operator.gerai("mail").stdout, operator.gerai("mail", "1").stdout
    assert "yohana@umkm.example" in listed
    assert "lolos" in listed
    assert "Selamat – Sambal Roa lolos.\n.titik di depan\n" in shown
    assert "\x1b" not in listed + shown
    assert "no message 2" in operator.gerai("mail", "2").stderr


def test_stop_ends_everything_from_elsewhere(operator: Operator) -> None:
    operator.start()
    family, began = operator.family, time.monotonic()
    stopped = operator.gerai("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert operator.up is not None
    assert operator.up.wait(1) == 0
    assert left_at(began + 10, family) == []
    again = operator.gerai("stop")
    assert (again.returncode, "Nothing runs" in again.stdout) == (0, True)


@pytest.mark.parametrize("command", ["status", "stop", "city add", "parked list curation", "republish curation"])
def test_in_its_first_second_a_system_is_said_to_be_starting(operator: Operator, command: str) -> None:
    file = [ROOT / "deploy" / "cities" / "ambon.json"] if command == "city add" else []
    with Home(operator.folder / ".gerai").hold():
        answer = operator.gerai(*command.split(), *file)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "is just starting" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize("file", ["lock", "state.json"])
def test_another_users_system_is_said_to_be_theirs(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as folder, Home(Path(folder)).hold():
        Path(folder).chmod(0o755)
        (Path(folder) / file).touch()
        (Path(folder) / file).chmod(0)
        with no_longer_root(), pytest.raises(typer.Exit) as ended:
            told(Home(Path(folder)))
    assert ended.value.exit_code == 1
    assert f"{file} is another user's" in capsys.readouterr().err


@contextmanager
def no_longer_root() -> Iterator[None]:
    """Root may read everything; anybody else is stopped by a file's mode."""
    own = os.geteuid()
    os.seteuid(NOBODY if own == 0 else own)
    try:
        yield
    finally:
        os.seteuid(own)


def test_lost_keys_are_told_with_what_to_do(operator: Operator) -> None:
    home = Home(operator.folder / ".gerai")
    (home.postgres / "data").mkdir(parents=True)
    answer = operator.gerai("up")
    assert answer.returncode == 1
    assert "cannot be read without it. Put it back, or remove" in answer.stderr


def test_a_mail_server_that_cannot_come_back_is_waited_for_while_all_else_runs_on(operator: Operator) -> None:
    operator.start()
    (mail,) = [child for child in operator.family if "deploy.local.mail" in child.cmdline()]
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        mail.kill()
        mail.wait(10)
        other.bind(("127.0.0.1", operator.ports["MAIL"]))
        other.listen()
        wait_until(lambda: "mail has ended and does not start again" in operator.said, 30, "it is told")
    wait_until(lambda: "mail had ended and was started again" in operator.said, 30, "mail is back")
    assert operator.gerai("status").returncode == 0
    assert "Traceback" not in operator.said


@pytest.mark.kafka
def test_apache_kafka_is_started_and_started_again(operator: Operator) -> None:
    operator.start("--broker", "kafka")
    (kafka,) = [child for child in operator.family if "kafka.Kafka" in child.cmdline()]
    kafka.kill()
    wait_until(lambda: "Apache Kafka had ended and was started again" in operator.said, 60, "Kafka is back")
    assert operator.gerai("status").returncode == 0
    code, seconds, left = operator.stop()
    assert (code, left) == (0, [])
    assert seconds < 10


def test_nothing_outlives_a_launcher_that_is_killed(operator: Operator) -> None:
    operator.start()
    family = operator.family
    assert operator.up is not None
    operator.up.kill()
    operator.up.wait(10)
    _, left = psutil.wait_procs(family, timeout=10)
    assert left == []


@pytest.mark.parametrize("part", ["POSTGRES", "DOOR", "MAIL"])
def test_a_taken_port_is_named_with_what_to_set(operator: Operator, part: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", operator.ports[part]))
        other.listen()
        answer = operator.gerai("up")
    assert answer.returncode == 1
    assert f"Port {operator.ports[part]}" in answer.stderr
    assert f"GERAI_{part}_PORT" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_there_is_no_token_while_nothing_runs(operator: Operator) -> None:
    answer = operator.gerai("token", "yohana")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Nothing runs" in answer.stderr
