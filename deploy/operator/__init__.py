"""What an operator does with a system wherever it runs: its cities, its first people, and events that stand parked."""

import typer

from deploy.operator import cities, parked, people

app = typer.Typer(help=__doc__)
app.add_typer(cities.app, name="city")
app.add_typer(people.app, name="person")
app.add_typer(parked.app, name="parked")
app.command()(parked.republish)
