"""What make removes, and what it leaves alone."""

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local.home import Home
from tests.deploy.conftest import ROOT


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
