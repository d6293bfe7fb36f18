"""Options that every command has which starts a system."""

from typing import Annotated

import typer
from typer.models import OptionInfo


def _port(name: str, help: str) -> OptionInfo:
    """An option for a port: `--door-port`, or GERAI_DOOR_PORT in the environment."""
    option: OptionInfo = typer.Option(f"--{name}-port", envvar=f"GERAI_{name.upper()}_PORT", help=help)
    return option


Apart = Annotated[bool, typer.Option("--apart", help="Every role as a process of its own.")]
DoorPort = Annotated[int, _port("door", "Where browsers begin.")]
HttpPort = Annotated[int, _port("http", "The first service's; the others' follow.")]
PrivatePort = Annotated[int, _port("private", "/readyz of the first process; the others' follow.")]
MailPort = Annotated[int, _port("mail", "SMTP; what is sent there is kept, not passed on.")]
BrokerPort = Annotated[int, _port("broker", "The broker's, where one is started.")]
PostgresPort = Annotated[int, _port("postgres", "PostgreSQL's.")]
KafkaServers = Annotated[
    str | None,
    typer.Option(
        "--kafka",
        envvar="KAFKA_BOOTSTRAP_SERVERS",
        help="A Kafka that runs already, instead of the embedded broker.",
    ),
]
