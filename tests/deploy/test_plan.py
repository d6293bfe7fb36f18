"""Which processes there are, and where they answer."""

import socket
from typing import Any

import pytest

from deploy.local import processes
from deploy.local.plan import Plan, PortTaken, list_services
from tests.deploy.conftest import new_ports


def test_each_service_describes_itself_under_its_own_name() -> None:
    services = list_services()
    assert {name: service.name for name, service in services.items()} == {name: name for name in services}
    assert list(services)[:2] == ["registration", "curation"]


@pytest.mark.parametrize("apart", [False, True])
def test_every_role_of_every_service_runs_once(apart: bool) -> None:
    planned = [(process.service, role) for process in Plan(apart=apart).processes() for role in process.roles]
    assert planned == [(name, role) for name, service in list_services().items() for role in service.roles]


@pytest.mark.parametrize("apart", [False, True])
def test_no_two_parts_have_one_port(apart: bool) -> None:
    ports = [port for port, _, _ in Plan(apart=apart).ports()]
    assert len(ports) == len(set(ports))


OPTIONS = ["postgres-port", "broker-port", "door-port", "mail-port", "http-port", "private-port"]


@pytest.fixture
def free() -> dict[str, Any]:
    """Ports that nobody uses, as Plan takes them."""
    return {f"{name.lower()}_port": port for name, port in new_ports().items()}


@pytest.mark.parametrize("option", OPTIONS)
def test_a_taken_port_is_told_with_the_option_that_moves_it(free: dict[str, Any], option: str) -> None:
    with socket.socket() as other:
        port = processes.free_port()
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(PortTaken, match=str(port)) as taken:
            Plan(**free | {option.replace("-", "_"): port}).check_ports()
    assert taken.value.option == option


def test_one_port_for_two_parts_is_told_before_anything_starts(free: dict[str, Any]) -> None:
    with pytest.raises(PortTaken) as taken:
        Plan(**free | {"mail_port": free["door_port"]}).check_ports()
    assert taken.value.option == "mail-port"
