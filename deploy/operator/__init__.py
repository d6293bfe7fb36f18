"""What an operator does with a system wherever it runs: cities, first people, parked events, restored databases."""

import typer

from deploy.operator import cities, parked, people, sequences

app = typer.Typer(help=__doc__)
app.add_typer(cities.app, name="city")
app.add_typer(people.app, name="person")
app.add_typer(parked.app, name="parked")
app.command()(parked.republish)
app.add_typer(sequences.app, name="sequences")
