"""Java and Maven on this machine, for the servers that come from Maven Central."""

import re
import shutil
import subprocess

from deploy.local.processes import NotStarted

JAVA_AT_LEAST = (17,)
MAVEN_AT_LEAST = (3, 6, 3)
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"


def java(for_what: str) -> str:
    """The Java to run with; raises NotStarted where it is missing or too old."""
    return _tool("java", ["-version"], r'version "(\d+)', JAVA_AT_LEAST, for_what)


def maven(for_what: str) -> str:
    """The Maven to fetch with; raises NotStarted where it is missing or too old."""
    return _tool("mvn", ["-version"], r"Apache Maven (\d+)\.(\d+)\.(\d+)", MAVEN_AT_LEAST, for_what)


def _tool(name: str, ask: list[str], pattern: str, at_least: tuple[int, ...], for_what: str) -> str:
    wanted = ".".join(map(str, at_least))
    path = shutil.which(name)
    if path is None:
        raise NotStarted(f"{for_what} needs {name} {wanted} or newer, and {name} is not on the PATH.")
    outcome = subprocess.run([path, *ask], capture_output=True, text=True, check=False)
    found = re.search(pattern, outcome.stdout + outcome.stderr)
    if found is None:
        raise NotStarted(f"{path} does not say its version:\n{outcome.stdout}{outcome.stderr}")
    if tuple(map(int, found.groups())) < at_least:
        raise NotStarted(f"{for_what} needs {name} {wanted} or newer; {path} is {'.'.join(found.groups())}.")
    return path
