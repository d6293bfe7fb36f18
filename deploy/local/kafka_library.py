"""Fetches Apache Kafka's Java libraries with Maven, once."""

import subprocess
import tempfile
from pathlib import Path

from deploy.local import maven
from deploy.local.processes import NotStarted

VERSION = "4.3.0"
LOG4J = "2.25.3"
ARTIFACTS = (
    ("org.apache.kafka", "kafka_2.13", VERSION),
    ("org.apache.kafka", "kafka-tools", VERSION),
    ("org.apache.logging.log4j", "log4j-slf4j-impl", LOG4J),
    ("org.apache.logging.log4j", "log4j-core", LOG4J),
)


def java() -> str:
    """The Java to run with; raises NotStarted where it is missing or too old."""
    return maven.java("Apache Kafka")


def fetch(cache: Path) -> Path:
    """The folder of jar files of this version, fetched into `cache` where it is not there yet (54 MB)."""
    ready = cache.resolve() / VERSION
    if ready.is_dir():
        return ready
    program = maven.maven("Apache Kafka")
    ready.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ready.parent) as folder:
        (Path(folder) / "pom.xml").write_text(_pom())
        target = Path(folder) / "lib"
        command = [program, "-B", "-q", "-f", f"{folder}/pom.xml", f"{maven.PLUGIN}:copy-dependencies"]
        outcome = subprocess.run([*command, f"-DoutputDirectory={target}"], capture_output=True, text=True, check=False)
        if outcome.returncode:
            raise NotStarted(f"Maven could not fetch Apache Kafka {VERSION}.\n{outcome.stdout[-2000:]}")
        # Renamed when whole, so that an interrupted or simultaneous fetch leaves nothing half done.
        try:
            target.rename(ready)
        except OSError:
            if not ready.is_dir():
                raise
    return ready


def _pom() -> str:
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>"
        "</dependency>"
        for group, name, version in ARTIFACTS
    )
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>gerai</groupId><artifactId>kafka</artifactId>"
        f"<version>1</version><packaging>pom</packaging><dependencies>{dependencies}</dependencies></project>"
    )
