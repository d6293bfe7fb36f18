"""What a role does without is not imported: most processes of a system have no pages to show."""

import subprocess
import sys

import pytest

from deploy.local.plan import list_names

OF_OTHER_ROLES = {"fastapi", "jinja2", "babel", "PIL", "authlib", "obstore", "faststream"}


@pytest.mark.parametrize("service", list_names())
def test_a_relay_imports_neither_pages_nor_handlers(service: str) -> None:
    look = f"import sys, services.{service}.__main__; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split()
    assert set(imported) & OF_OTHER_ROLES == set()
    assert f"services.{service}.handlers" not in imported
