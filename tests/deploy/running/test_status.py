"""What gerai says of a system in which something does not go well."""

import socket

import pytest

from deploy.local.processes import wait_until
from tests.deploy.conftest import Operator, row, until_all_is_read

pytestmark = pytest.mark.system


async def test_status_tells_what_is_not_ready_and_what_is_yet_to_be_read(system: Operator) -> None:
    await system.until_rows("curation", "SELECT FROM cities")
    system.process("curation").suspend()
    system.submit_a_product()
    await system.until_rows("registration", "SELECT WHERE NOT EXISTS (SELECT FROM outbox)")
    status = system.gerai("status")
    assert status.returncode == 1
    assert row(status.stdout, "curation", 0)[2] == "does not answer"
    assert row(status.stdout, "registration", 0)[2] == "yes"
    assert int(row(status.stdout, "curation", -1)[1]) >= 2  # an assignment and a product at least
    system.process("curation").resume()
    await system.until_rows("curation", "SELECT FROM cases WHERE status = 'open'")
    await until_all_is_read(system)


def test_a_mail_server_that_cannot_come_back_is_waited_for_while_all_else_runs_on(system: Operator) -> None:
    (mail,) = [child for child in system.family if "deploy.local.mail" in child.cmdline()]
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        mail.kill()
        mail.wait(10)
        other.bind(("127.0.0.1", system.ports["MAIL"]))
        other.listen()
        wait_until(lambda: "mail has ended and does not start again" in system.said, 30, "it is told")
    wait_until(lambda: "mail had ended and was started again" in system.said, 30, "mail is back")
    assert "does not answer" not in system.gerai("status").stdout
    assert "Traceback" not in system.said
