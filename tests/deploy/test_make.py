"""What make removes and leaves alone, and what it says where something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.home import Home
from tests.deploy.conftest import ROOT

pytestmark = pytest.mark.system


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with our Makefile in it, and with what targets have made there."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for made in (".venv", ".gerai/faults", ".gerai/kafka-lib"):
        (tmp_path / made).mkdir(parents=True)
    return tmp_path


def clean(checkout: Path) -> str:
    done = subprocess.run(["make", "clean"], cwd=checkout, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("place", [".gerai", ".gerai/own"])
def test_clean_leaves_a_system_of_ones_own_with_its_keys(checkout: Path, place: str) -> None:
    own = Home(checkout / place)
    own.folder.mkdir(exist_ok=True)
    kept = own.complete_secrets(["curation"])
    assert f"{place}/secrets.json belongs to a system of your own" in clean(checkout)
    assert own.secrets() == kept
    assert {each.name for each in checkout.iterdir()} == {"Makefile", ".gerai"}
    assert not (checkout / ".gerai" / "faults").exists()


def test_clean_removes_a_system_that_a_demonstration_made(checkout: Path) -> None:
    story = Home(checkout / ".gerai")
    story.complete_secrets(["curation"])
    (story.folder / "story-began").touch()
    clean(checkout)
    assert {each.name for each in checkout.iterdir()} == {"Makefile"}


def test_help_has_a_line_for_every_target(checkout: Path) -> None:
    words = (checkout / "Makefile").read_text().partition(".PHONY:")[2].partition("\n\n")[0].replace("\\", "").split()
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=checkout, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[0]: len(line.split()) > 1 for line in told.splitlines()} == dict.fromkeys(words, True)


def test_where_there_is_no_chromium_the_browser_s_tests_fail_and_say_what_to_install(tmp_path: Path) -> None:
    without = os.environ | {"PATH": f"{Path(sys.executable).parent}:{tmp_path}"}
    words = [
        sys.executable,
        "-m",
        "pytest",
        "tests/browser/test_journeys.py",
        "-m",
        "browser",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(words, cwd=ROOT, env=without, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "Install Debian's: apt-get install chromium" in done.stdout
    assert "passed" not in done.stdout
    assert "skipped" not in done.stdout
