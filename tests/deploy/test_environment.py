"""What the processes of a local system are told."""

from pathlib import Path

import pytest

from deploy.local.home import Home
from deploy.local.plan import Plan, list_names
from deploy.local.system import System


@pytest.mark.parametrize(("set_to", "told"), [("s3://foto/gerai", "s3://foto/gerai"), ("", "photos"), (None, "photos")])
def test_photos_are_kept_where_the_environment_says_or_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_to: str | None, told: str
) -> None:
    monkeypatch.delenv("REGISTRATION_PHOTOS", raising=False)
    if set_to is not None:
        monkeypatch.setenv("REGISTRATION_PHOTOS", set_to)
    plan = Plan()
    home = Home(tmp_path)
    home.complete_secrets(list_names())
    system = System(home, plan)
    process = next(process for process in plan.processes() if process.service == "registration")
    assert system.environment(process)["REGISTRATION_PHOTOS"] in (told, str(tmp_path / told))
