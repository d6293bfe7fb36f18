"""The mail server of this machine, as a sender meets it."""

import smtplib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from deploy.local import processes
from deploy.local.mail import Mail, list_letters

HEAD = "From: gerai@ambon.example\r\nTo: yohana@umkm.example\r\nSubject: {subject}\r\n\r\n"


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[Mail]:
    server = Mail(tmp_path / "mail", tmp_path / "mail.log", processes.free_port())
    server.start()
    yield server
    server.stop()


def send(mail: Mail, subject: str, body: str = "Isi\r\n", *, to: str = "yohana@umkm.example") -> None:
    with smtplib.SMTP("127.0.0.1", mail.port, timeout=10) as server:
        server.sendmail("gerai@ambon.example", [to], HEAD.format(subject=subject) + body)


def test_what_was_acknowledged_is_there_in_the_order_in_which_it_came(mail: Mail) -> None:
    for number in range(5):
        send(mail, str(number))
        assert [letter.subject for letter in list_letters(mail.folder)] == [str(n) for n in range(number + 1)]


def test_a_message_is_kept_as_it_was_sent(mail: Mail) -> None:
    send(mail, "Uji", ".satu titik\r\n..dua\r\n\r\nakhir\r\n")
    (file,) = mail.folder.iterdir()
    assert file.read_bytes().endswith(b"\r\n\r\n.satu titik\r\n..dua\r\n\r\nakhir\r\n")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_letter_says_who_really_got_it(mail: Mail) -> None:
    send(mail, "Tembusan", to="diskop@ambon.example")
    (letter,) = list_letters(mail.folder)
    assert (letter.to, letter.message["To"]) == ("diskop@ambon.example", "yohana@umkm.example")


def test_many_senders_at_once_lose_nothing(mail: Mail) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: send(mail, str(number)), range(40)))
    assert {letter.subject for letter in list_letters(mail.folder)} == {str(n) for n in range(40)}


def test_it_listens_on_loopback_and_ends_although_a_sender_is_connected(mail: Mail) -> None:
    assert mail.child.pid is not None
    opened = psutil.Process(mail.child.pid).net_connections("inet")
    assert {c.laddr for c in opened if c.status == psutil.CONN_LISTEN} == {("127.0.0.1", mail.port)}
    child = psutil.Process(mail.child.pid)
    with socket.create_connection(("127.0.0.1", mail.port), timeout=5) as sender:
        assert sender.recv(100).startswith(b"220 ")
        mail.stop(limit=5)
    assert not child.is_running()
    assert not mail.child.running
