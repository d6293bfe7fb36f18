"""python -m tests.faults.campaign --seed 1 --runs 300 --whole 20: the fault campaign; `make faults`."""

import asyncio
import fcntl
import json
import logging
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from deploy.local import databases, processes
from deploy.local.postgres import binaries
from tests.faults import results, topics
from tests.faults.environment import Environment
from tests.faults.kinds import KINDS
from tests.faults.outcome import Outcome
from tests.faults.play import play

HOME = processes.ROOT / ".gerai" / "faults"
Run = tuple[str, int]
"""A kind and a seed."""


def main(
    seed: Annotated[int, typer.Option(help="The first seed.")] = 1,
    runs: Annotated[int, typer.Option(help="So many episodes, of this and the next seeds.")] = 300,
    whole: Annotated[int, typer.Option(help="So many whole runs, likewise.")] = 20,
    again: Annotated[int, typer.Option(help="Play the first seed so many times, done before or not.")] = 0,
    slice: Annotated[bool, typer.Option(help="For a check: begin afresh, and leave the results as they are.")] = False,
    lanes: Annotated[int, typer.Option(min=1, help="So many at once, each with servers of its own.")] = 1,
    lane: Annotated[int, typer.Option(hidden=True, help="The one of them that this process is.")] = 0,
) -> None:
    """Play what has not been played; interrupted, call it again. Ends with 1 if a promise was broken."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    # asyncio meets Ctrl-C in good order, and everything is stopped; a shell's background job would not be told of it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    if lanes > 1 and not lane:
        sys.exit(_open_lanes(lanes))
    home = HOME / "slice" if slice else HOME / f"lane-{lane or 1}"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Another campaign is at work in {home}.")
        wanted = [("episode", seed + n) for n in range(runs)] + [("whole", seed + n) for n in range(whole)]
        try:
            if slice:
                sys.exit(bool(_check(home, wanted)))
            if again:
                sys.exit(bool(_run_again(home, wanted[0], again)))
            sys.exit(bool(_run(home, wanted, lambda seed: seed % lanes == lane % lanes)))
        except KeyboardInterrupt:
            sys.exit("Interrupted; the same command goes on from here.")


def _open_lanes(count: int) -> bool:
    """The same command once for each lane; whether a promise was broken in any."""
    command = [sys.executable, "-m", "tests.faults.campaign", *sys.argv[1:]]
    # In groups of their own: a second Ctrl-C would break off the good order in which they meet the first.
    lanes = [subprocess.Popen([*command, "--lane", str(lane)], process_group=0) for lane in range(1, count + 1)]
    try:
        codes = [lane.wait() for lane in lanes]
    except KeyboardInterrupt:
        for lane in lanes:
            lane.send_signal(signal.SIGINT)
        codes = [lane.wait() for lane in lanes]
    return any(codes)


def _check(home: Path, wanted: Sequence[Run]) -> int:
    """Play these, and leave no trace among the results; how many failed."""
    (home / results.RUNS.name).unlink(missing_ok=True)
    return asyncio.run(_play(home, results.State(home / results.RUNS.name), wanted))


def _run(home: Path, wanted: Sequence[Run], is_ours: Callable[[int], bool]) -> int:
    """Play those of our lane that were never played, and once more what failed; how many failed."""
    state = results.State(results.RUNS)
    try:
        ours = [each for each in wanted if is_ours(each[1]) and each not in state.done]
        failed = asyncio.run(_play(home, state, ours))
        return failed + asyncio.run(_play(home, state, [each for each in state.failed_last() if is_ours(each[1])]))
    finally:
        results.write(results.State(results.RUNS).outcomes)


def _run_again(home: Path, wanted: Run, times: int) -> int:
    """Play one so many times; how many failed."""
    state = results.State(results.RUNS)
    try:
        failed = asyncio.run(_play(home, state, [wanted] * times))
    finally:
        results.write(results.State(results.RUNS).outcomes)
    typer.echo(f"{failed} of {times} failed.")
    return failed


async def _play(home: Path, state: results.State, wanted: Iterable[Run]) -> int:
    """Play these in turn; how many failed. A seed's numbers and keys are always the same: it must not meet its own."""
    environment: Environment | None = None
    failed, served = 0, list[Run]()
    try:
        for name, seed in wanted:
            kind = KINDS[name]
            used_up = len(served) >= kind.kept_for or (name, seed) in served
            if environment and (used_up or kind.services != environment.services):
                await environment.stop()
                environment = None
            if environment is None:
                environment, served = Environment(home / "environment", kind.services), []
                await environment.start()
            outcome = await play(kind, environment, seed)
            served.append((name, seed))
            state.add(outcome)
            typer.echo(outcome.line)
            if outcome.failed:
                failed += 1
                await _keep(home, environment, outcome)
                await environment.stop()
                environment = None
    finally:
        if environment:
            await environment.stop()
    return failed


async def _keep(home: Path, environment: Environment, outcome: Outcome) -> None:
    """Keep of a failed run what there is to look at, and say how to play it again."""
    folder = HOME / "failed" / f"{outcome.kind}-{outcome.seed}-{outcome.at.replace(':', '')}"
    shutil.copytree(environment.folder / "logs", folder / "logs")
    if environment.mail.folder.exists():
        shutil.copytree(environment.mail.folder, folder / "mail")
    (folder / "outcome.json").write_text(outcome.model_dump_json(indent=2))
    for service in environment.services:
        dsn = environment.postgres.dsn(databases.name(service))
        with (folder / f"{service}.sql").open("wb") as dump:
            subprocess.run([binaries() / "pg_dump", dsn], stdout=dump, check=False)
    with (folder / "topics.jsonl").open("w") as file:
        for record in await topics.read(environment):
            headers = {name: value and value.decode(errors="replace") for name, value in record.headers.items()}
            file.write(json.dumps({"topic": record.topic, "key": record.key, "headers": headers}) + "\n")
    for line in outcome.lost + outcome.double + outcome.disorder + outcome.wrong:
        typer.echo(f"  {line[:300]}")
    kinds = "RUNS=0 WHOLE=1" if outcome.kind == "whole" else "RUNS=1 WHOLE=0"
    typer.echo(f"  kept in {folder}; the same again: make faults SEED={outcome.seed} {kinds} AGAIN=1")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
