"""The options of commands that start a system, and the plan that they make."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from deploy.local.plan import EMBEDDED, STARTED, Plan
from deploy.operator.screen import HOME, Folder

HIGHEST = 65_000
"""Behind it there is room for the ports that follow."""


def _port(name: str, help: str) -> OptionInfo:
    """An option for a port: `--door-port`, or GERAI_DOOR_PORT in the environment."""
    variable = f"GERAI_{name.upper()}_PORT"
    option: OptionInfo = typer.Option(f"--{name}-port", envvar=variable, min=1, max=HIGHEST, help=help)
    return option


def _broker(given: str) -> str:
    if given not in STARTED and not re.fullmatch(r"[^\s,]+:\d+(,[^\s,]+:\d+)*", given):
        raise typer.BadParameter(f"{given!r} is none of {', '.join(STARTED)} and no host:port.")
    return given


def planned(command: Callable[[Path, Plan], None]) -> Callable[..., None]:
    """The command as typer takes it: with the folder, and every option of a plan."""

    def asked(
        home: Folder = HOME,
        broker: Annotated[
            str,
            typer.Option(
                envvar="KAFKA_BOOTSTRAP_SERVERS",
                callback=_broker,
                help="embedded; kafka, which starts Apache Kafka and needs Java 17 and Maven; "
                "or host:port of a Kafka that runs already, several with commas.",
            ),
        ] = EMBEDDED,
        apart: Annotated[bool, typer.Option("--apart", help="Every role as a process of its own.")] = False,
        door_port: Annotated[int, _port("door", "Where browsers begin.")] = Plan.door_port,
        http_port: Annotated[int, _port("http", "The first service's; the others' follow.")] = Plan.http_port,
        private_port: Annotated[
            int, _port("private", "/readyz of the first process; the others' follow.")
        ] = Plan.private_port,
        mail_port: Annotated[int, _port("mail", "SMTP; what is sent there is kept, not passed on.")] = Plan.mail_port,
        provider_port: Annotated[int, _port("provider", "The sign-in provider's.")] = Plan.provider_port,
        broker_port: Annotated[int, _port("broker", "The broker's, where one is started.")] = Plan.broker_port,
        postgres_port: Annotated[int, _port("postgres", "PostgreSQL's.")] = Plan.postgres_port,
    ) -> None:
        plan = Plan(
            postgres_port=postgres_port,
            broker_port=broker_port,
            door_port=door_port,
            http_port=http_port,
            mail_port=mail_port,
            provider_port=provider_port,
            private_port=private_port,
            apart=apart,
            broker=broker,
        )
        command(home, plan)

    asked.__name__, asked.__doc__ = command.__name__, command.__doc__
    return asked
