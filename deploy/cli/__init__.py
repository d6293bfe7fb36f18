"""The command line `gerai`: a system on this machine, and what an operator does with it."""

import typer

from deploy.cli import cities, clock, demo, mail, parked, people, status, stop, tokens, up

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command()(up.up)
app.command()(demo.demo)
app.command()(status.status)
app.command()(stop.stop)
app.command()(clock.clock)
app.command()(mail.mail)
app.command()(tokens.token)
app.command()(parked.republish)
app.add_typer(cities.app, name="city")
app.add_typer(people.app, name="person")
app.add_typer(parked.app, name="parked")
