"""Every row of the benchmarks, with a handful of everything: so much that the harness cannot rot.

What stands beside the product runs here only where the product's own environment has it (raw aiokafka, plain
FastStream, bare FastAPI). Debezium and faststream-outbox need one of their own: `make bench SIZE=quick`.
"""

from pathlib import Path

import pytest

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.tansu import Tansu
from tests.benchmarks.__main__ import ROWS, measure
from tests.benchmarks.system import QUICK, Bench
from tests.conftest import Templates

pytestmark = pytest.mark.kafka


@pytest.fixture
def bench(postgres: Postgres, broker_server: Tansu | Kafka, templates: Templates, tmp_path: Path) -> Bench:
    return Bench(postgres, broker_server, tmp_path, QUICK, templates, rivals=False)


@pytest.mark.parametrize("row", ROWS)
async def test_a_row_is_measured_without_rivals_of_another_environment(row: str, bench: Bench) -> None:
    text, found = await measure(bench, row)
    figures = found.list_figures()
    assert figures
    assert all(value >= 0 for figure in figures for value in figure.values)
    assert text.startswith("## ")
