"""python -m deploy.setup: what containers need before they can work, and what an operator does with them then."""

import asyncio
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from deploy.local import databases, keys
from deploy.operator import app as operator

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(operator)
Services = Annotated[list[str], typer.Argument(help="registration, curation, ...")]


@app.command("secrets")
def make_secrets(
    services: Services,
    to: Annotated[
        Path | None, typer.Option(help="A new file, which its owner alone may read; else they are printed.")
    ] = None,
) -> None:
    """Make passwords and keys, a line for each. Keep them: what was sealed with a lost key is lost."""
    text = "".join(f"{line}\n" for line in fresh(services))
    if to is None:
        typer.echo(text, nl=False)
        return
    try:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
    except FileExistsError:
        sys.exit(f"{to} is there already, and other keys could not open what its keys have sealed. It stays as it is.")
    except OSError as error:
        sys.exit(f"{to} cannot be written: {error.strerror}.")


def fresh(services: Sequence[str]) -> Iterator[str]:
    """Passwords by database role and keys by service, as compose.yaml asks for them: NAME=value."""
    yield f"POSTGRES_PASSWORD={secrets.token_urlsafe(24)}"
    # Kafka's tools take a leading hyphen for an option.
    yield f"KAFKA_CLUSTER_ID={secrets.token_urlsafe(16).replace('-', 'A')}"
    made = keys.fresh(services)
    yield from (f"{keys.password_variable(role)}={password}" for role, password in made.passwords.items())
    yield from (f"{keys.key_variable(key)}={text}" for key, text in made.keys.items())


@app.command("databases")
def make_databases(services: Services) -> None:
    """Bring databases, roles and rights to where they should be, as SUPERUSER_URL; may be run again."""
    roles = [role for service in services for role in (databases.owner(service), databases.app(service))]
    passwords = {role: _given(keys.password_variable(role)) for role in roles}
    asyncio.run(databases.create_databases(_given("SUPERUSER_URL"), services, passwords))


def _given(variable: str) -> str:
    """What the environment holds under this name; ends the command where it holds nothing."""
    return os.environ.get(variable) or sys.exit(f"{variable} is not set.")


if __name__ == "__main__":
    app()
