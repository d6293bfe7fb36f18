"""One system that runs, for all tests here: they leave it running, and do not mind what others left in it."""

from collections.abc import Iterator

import pytest

from tests.deploy.conftest import Operator, at_work


@pytest.fixture(scope="session")
def system() -> Iterator[Operator]:
    """An operator with a system that runs, for Ambon."""
    with at_work() as operator:
        operator.start()
        operator.add_ambon()
        yield operator
