"""gerai mail: what the local system has sent."""

from typing import Annotated

import typer

from deploy.local.home import Home
from deploy.local.mail import Letter, list_letters
from deploy.operator.screen import HOME, Folder, console, fail, plain, table


def mail(
    number: Annotated[
        int | None, typer.Argument(min=1, help="Show this one; without it, all are listed.", show_default=False)
    ] = None,
    home: Folder = HOME,
) -> None:
    """List the messages that were sent, or show one of them."""
    place = Home(home)
    letters = list_letters(place.mail)
    if number is None:
        _list(letters)
    elif number > len(letters):
        fail(f"There is no message {number} in {place.mail}; there are {len(letters)}.")
    else:
        _show(letters[number - 1])


def _list(letters: list[Letter]) -> None:
    if not letters:
        console.print("No message was sent.")
        return
    shown = table("", "time", "to", "subject")
    for number, letter in enumerate(letters, start=1):
        shown.add_row(str(number), _time(letter), plain(letter.to), plain(letter.subject))
    console.print(shown, markup=False)


def _show(letter: Letter) -> None:
    heads = {
        "From": str(letter.message["From"] or ""),
        "To": letter.to,
        "Taken": _time(letter),
        "Subject": letter.subject,
    }
    lines = [*(f"{name}: {plain(value)}" for name, value in heads.items()), ""]
    typer.echo("\n".join([*lines, *(plain(line) for line in letter.text.splitlines())]))


def _time(letter: Letter) -> str:
    return f"{letter.received_at:%Y-%m-%d %H:%M:%S} UTC"
