"""What a role does without is not imported: most processes of a system have no pages to show."""

import subprocess
import sys

import pytest

from deploy.local.plan import list_names

OF_WEB = {"fastapi", "authlib"}
OF_OTHERS_THAN_RELAYS = OF_WEB | {"jinja2", "babel", "PIL", "obstore", "faststream"}


@pytest.mark.parametrize("service", list_names())
def test_a_relay_imports_neither_pages_nor_handlers(service: str) -> None:
    imported = modules_after(f"import services.{service}.__main__")
    assert imported & OF_OTHERS_THAN_RELAYS == set()
    assert f"services.{service}.handlers" not in imported


@pytest.mark.parametrize("service", list_names())
def test_only_web_imports_what_it_answers_with(service: str) -> None:
    imported = modules_after(f"from services.{service}.__main__ import service; service.open()")
    assert imported & OF_WEB == set()
    assert f"services.{service}.handlers" in imported
    assert f"services.{service}.routes" not in imported


def modules_after(statement: str) -> set[str]:
    """What has been imported when a new interpreter has carried it out."""
    look = f"{statement}; import sys; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split())
