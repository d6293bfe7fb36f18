"""Promtool for the tests of the alert rules."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.images.containerfile import IMAGES
from tests.deployment import alone, compose
from tests.deployment.alone import Alone

MODULE = "github.com/prometheus/prometheus/cmd/promtool"


@pytest.fixture(scope="session")
def promtool() -> Path:
    """From the PATH (Debian: package prometheus), or built with Go, without the clouds' discoveries."""
    if found := shutil.which("promtool"):
        return Path(found)
    version = str(compose.services()["prometheus"]["image"]).rpartition(":v")[2]
    built = compose.ROOT / ".gerai" / "promtool" / version / "promtool"
    if not built.exists():
        # Prometheus 3.16.0 is the Go module v0.316.0.
        major, minor, patch = version.split(".")
        command = ["go", "install", "-tags", "remove_all_sd", f"{MODULE}@v0.{major}{int(minor):02}.{patch}"]
        subprocess.run(command, env=os.environ | {"GOBIN": str(built.parent)}, check=True, timeout=1200)
    return built


@pytest.fixture
def there(tmp_path: Path) -> Alone:
    """The image that sets a system up."""
    return alone.lay_out(next(image for image in IMAGES if image.name == "setup"), tmp_path)
