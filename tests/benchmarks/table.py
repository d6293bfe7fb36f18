"""Writes what was found as tables that people read."""

import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from deploy.local import kafka_library
from deploy.local.postgres import binaries
from tests.benchmarks import rivals
from tests.benchmarks.measure import Findings, Goal, written


def row(name: str, title: str, found: Findings, at: str) -> str:
    """One row of the table with all its figures, as Markdown, and when and where that was."""
    lines = [f"## {title}", "", f"{_command(name)}, {at}, {machine()}", ""]
    if found.goals:
        lines += ["| goal | median (lowest – highest) | |", "|---|---|---|"]
        lines += [f"| {goal.what} | {_found(goal)} | {'met' if goal.met else '**missed**'} |" for goal in found.goals]
        lines.append("")
    lines += ["| side | what | median (lowest – highest) | unit |", "|---|---|---|---|"]
    lines += [f"| {f.side} | {f.what} | {f.spread} | {f.unit} |" for f in found.list_figures()]
    lines.append("")
    return "\n".join([*lines, *(f"{note}\n" for note in found.notes)])


def _found(goal: Goal) -> str:
    return f"{written(goal.median)} ({written(min(goal.found))} – {written(max(goal.found))})"


def _command(name: str) -> str:
    return f"`make bench ONLY={name}`"


def rows_in(document: str, names: Sequence[str]) -> dict[str, str]:
    """The rows of a document, by name."""
    texts = [f"## {text.rstrip()}\n" for text in document.split("\n## ")[1:]]
    return {name: text for name in names for text in texts if _command(name) in text}


def heading() -> str:
    """What ran, with which versions."""
    lines = [
        "# Benchmarks",
        "",
        "`make bench` measures every row, with `ONLY=` some. Both sides of every ratio ran in one run, in turn, once a",
        "round; a ratio is taken round by round. One Apache Kafka broker (acks=all) and one PostgreSQL (fsync on,",
        "wal_level=logical) on the same machine serve all sides.",
        "",
        f"Versions: {', '.join(f'{name} {number}' for name, number in versions().items())}.",
        "",
    ]
    return "\n".join(lines)


def versions() -> Mapping[str, str]:
    """Of the servers, the product's libraries and the rivals."""
    server = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True)
    own = {name: version(name) for name in ("aiokafka", "faststream", "asyncpg", "fastapi", "uvicorn", "pydantic")}
    theirs = {f"rival {name}": number for name, number in rivals.versions().items()} if rivals.installed() else {}
    return {
        "Apache Kafka": kafka_library.VERSION,
        "PostgreSQL": server.stdout.split()[-1],
        "Java": java.stderr.split('"')[1],
        "Python": platform.python_version(),
        **own,
        **theirs,
    }


def machine() -> str:
    """The processor, how many cores, how much memory, which system."""
    names = [line.split(":", 1)[1].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    memory = psutil.virtual_memory().total / 2**30
    return f"{names[0] if names else platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB, {_system()}"


def _system() -> str:
    named = [line.split("=", 1)[1].strip('"') for line in _lines(Path("/etc/os-release")) if line.startswith("PRETTY")]
    return f"{named[0] if named else platform.system()}, kernel {platform.release()}"


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
