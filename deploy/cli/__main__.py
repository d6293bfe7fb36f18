"""python -m deploy.cli: the same as `gerai`, where that is not installed."""

from deploy.cli import app

app(prog_name="gerai")
