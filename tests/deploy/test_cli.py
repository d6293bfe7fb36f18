"""The command line, as an operator types it."""

import os
import signal
import smtplib
import socket
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
from deploy.local.kafka import Kafka
from deploy.local.mail import Mail
from deploy.local.processes import wait_until
from deploy.operator.screen import told
from tests.deploy.conftest import LOOPBACK, ROOT, Operator, left_at, listening_addresses, until_all_is_read

pytestmark = pytest.mark.system

NOBODY = 65534


@pytest.mark.timeout(300)
async def test_a_system_comes_up_works_stops_and_comes_up_again(operator: Operator) -> None:
    assert "Nothing runs" in operator.gerai("status").stderr
    operator.start()
    assert "runs already" in operator.gerai("up").stderr
    assert says_what_it_opened(operator) is (os.geteuid() == 0)
    operator.add_ambon()
    await assert_the_clock_moves(operator)
    status = await until_all_is_read(operator)
    assert status.returncode == 0, status.stdout + status.stderr
    heard = await operator.fetch("curation", "SELECT count(*) AS n FROM inbox")
    operator.assert_the_first_page_is_true()
    assert_all_ends(operator, signal.SIGINT)

    operator.start("--apart")
    assert not says_what_it_opened(operator)
    assert "3 days ahead" in operator.gerai("clock").stdout
    assert operator.gerai("republish", "registration").returncode == 0
    operator.add_ambon()
    # The city comes last, and is the only news: all before it was repeated by then.
    await operator.until_rows("curation", f"SELECT FROM inbox HAVING count(*) = {heard[0]['n'] + 1}")
    await until_all_is_read(operator)
    assert await operator.fetch("curation", "SELECT status, revision FROM cases") == [{"status": "open", "revision": 1}]
    assert await operator.fetch("curation", "SELECT count(*) AS n FROM published") == [{"n": 1}]
    assert "Nothing is parked" in operator.gerai("parked", "list", "curation").stdout
    assert_all_ends(operator, signal.SIGTERM)


def says_what_it_opened(operator: Operator) -> bool:
    """PostgreSQL, where we are root, is another user, whom our folder was closed to."""
    said = f"pass through {operator.folder} (but not list it)" in operator.said
    assert ("run as an" in operator.said) == said  # with how to avoid it
    return said


def assert_all_ends(operator: Operator, number: signal.Signals) -> None:
    """Told so, the system ends in good time and leaves nothing behind; while it ran it listened on loopback alone, and
    nobody else could read its secrets."""
    assert operator.up is not None
    assert {"caddy", "postgres", "tansu"} <= {child.name() for child in operator.family}
    assert listening_addresses(operator.up.pid) <= LOOPBACK
    assert (operator.folder / ".gerai" / "secrets.json").stat().st_mode & 0o777 == 0o600
    code, seconds, left = operator.stop(number)
    assert (code, left) == (0, [])
    assert seconds < 10
    logs = [log.read_text() for log in (operator.folder / ".gerai" / "logs").glob("*.log")]
    errors = [line for log in logs for line in log.splitlines() if '"level": "error"' in line]
    # That is what aiokafka says of a connection that it was opening when it was told to end.
    assert [line for line in errors if "Unclosed AIOKafkaConnection" not in line] == []


async def assert_the_clock_moves(operator: Operator) -> None:
    """Three days on, for a product that is submitted now and for every service."""
    assert "the real time" in operator.gerai("clock").stdout
    assert "3 days ahead" in operator.gerai("clock", "--forward", "3d").stdout
    assert "Nothing was moved." in operator.gerai("clock", "--forward", "99999w").stderr
    operator.submit_a_product()
    question = "SELECT status, opened_at > now() + interval '2 days' AS later FROM cases"
    assert await operator.until_rows("curation", question) == [{"status": "open", "later": True}]


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


def test_nothing_outlives_a_launcher_that_is_killed(operator: Operator) -> None:
    operator.start()
    family = operator.family
    assert operator.up is not None
    operator.up.kill()
    operator.up.wait(10)
    _, left = psutil.wait_procs(family, timeout=10)
    assert left == []


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


@pytest.mark.kafka
async def test_a_kafka_that_runs_already_is_used_and_left_running(operator: Operator) -> None:
    theirs = Kafka(operator.folder / "kafka")
    theirs.start()
    try:
        operator.start("--broker", theirs.bootstrap)
        assert not {"tansu", "java"} & {child.name() for child in operator.family}
        operator.add_ambon()
        operator.submit_a_product()
        assert await operator.until_rows("curation", "SELECT FROM cases")
        assert operator.gerai("status").returncode == 0
        assert operator.stop()[0] == 0
        assert theirs.running(1)
    finally:
        theirs.stop()


@pytest.mark.parametrize("part", ["POSTGRES", "DOOR", "MAIL"])
def test_a_taken_port_is_named_with_what_to_set(operator: Operator, part: str) -> None:
    with socket.create_server(("127.0.0.1", operator.ports[part])):
        answer = operator.gerai("up")
    assert answer.returncode == 1
    assert f"Port {operator.ports[part]}" in answer.stderr
    assert f"GERAI_{part}_PORT" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_there_is_no_token_while_nothing_runs(operator: Operator) -> None:
    answer = operator.gerai("token", "yohana")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Nothing runs" in answer.stderr
