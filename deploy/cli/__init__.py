"""The command line `gerai`: a system on this machine, and what an operator does with it."""

import typer

from deploy.cli import clock, demo, large, mail, status, stop, tokens, up
from deploy.cli.options import planned
from deploy.operator import app as operator

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command()(planned(up.up))
app.command()(planned(demo.demo))
app.command()(planned(large.demo_large))
app.command()(status.status)
app.command()(stop.stop)
app.command()(clock.clock)
app.command()(mail.mail)
app.command()(tokens.token)
app.add_typer(operator)
