"""Which processes there are, and where they answer."""

import os
import socket
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from deploy.cli.options import planned
from deploy.local import processes
from deploy.local.plan import STARTED, Plan, PortTaken, list_services
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


OPTIONS = ["postgres-port", "broker-port", "door-port", "mail-port", "provider-port", "http-port", "private-port"]


@pytest.fixture
def free() -> dict[str, Any]:
    """Ports that nobody uses, as Plan takes them."""
    return {f"{name.lower()}_port": port for name, port in new_ports().items()}


@pytest.mark.parametrize("option", OPTIONS)
def test_a_taken_port_is_told_with_the_option_that_moves_it(free: dict[str, Any], option: str) -> None:
    port = processes.free_port()
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken, match=str(port)) as taken:
        Plan(**free | {option.replace("-", "_"): port}).check_ports()
    assert taken.value.option == option


@pytest.mark.parametrize("broker", ["embedded", "kafka"])
def test_a_taken_port_is_told_with_the_broker_that_would_have_it(free: dict[str, Any], broker: str) -> None:
    with socket.create_server(("127.0.0.1", free["broker_port"])):
        with pytest.raises(PortTaken, match=STARTED[broker]):
            Plan(**free, broker=broker).check_ports()
        Plan(**free, broker="127.0.0.1:9092").check_ports()


@pytest.mark.parametrize(
    ("words", "environment", "broker", "bootstrap"),
    [
        ([], {}, "embedded", "127.0.0.1:19092"),
        ([], {"KAFKA_BOOTSTRAP_SERVERS": ""}, "embedded", "127.0.0.1:19092"),
        ([], {"KAFKA_BOOTSTRAP_SERVERS": "a:1,b:2"}, "a:1,b:2", "a:1,b:2"),
        (["--broker", "kafka"], {"KAFKA_BOOTSTRAP_SERVERS": "a:1"}, "kafka", "127.0.0.1:19092"),
        (["--broker", "c:3"], {"KAFKA_BOOTSTRAP_SERVERS": "a:1"}, "c:3", "c:3"),
    ],
)
def test_the_broker_is_the_one_that_is_asked_for_and_else_the_environments(
    words: list[str], environment: dict[str, str], broker: str, bootstrap: str
) -> None:
    code, plans = planned_by(words, environment)
    assert code == 0
    assert [(plan.broker, plan.bootstrap) for plan in plans] == [(broker, bootstrap)]


def test_a_misspelt_broker_is_not_taken_for_a_server() -> None:
    assert planned_by(["--broker", "kafak"], {}) == (2, [])


def planned_by(words: list[str], environment: dict[str, str]) -> tuple[int, list[Plan]]:
    """The exit code of a command with these words, and the plan that it was given."""
    app, plans = typer.Typer(), list[Plan]()
    app.command()(planned(lambda home, plan: plans.append(plan)))
    unset = dict.fromkeys(name for name in os.environ if name.startswith(("GERAI_", "KAFKA_")))
    return CliRunner().invoke(app, words, env={**unset, **environment}).exit_code, plans


@pytest.mark.parametrize("port", ["0", "99999"])
def test_what_is_no_port_is_told_before_anything_starts(port: str) -> None:
    assert planned_by([], {"GERAI_HTTP_PORT": port}) == (2, [])


def test_one_port_for_two_parts_is_told_before_anything_starts(free: dict[str, Any]) -> None:
    with pytest.raises(PortTaken) as taken:
        Plan(**free | {"mail_port": free["door_port"]}).check_ports()
    assert taken.value.option == "mail-port"
