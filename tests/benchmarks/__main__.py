"""Measures the product beside what one would pick instead: `make bench`, or one row of it, `ONLY=relay-latency`."""

import argparse
import asyncio
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.benchmarks import rivals, table
from tests.benchmarks.measure import Findings
from tests.benchmarks.system import FULL, QUICK, SHORT, Bench, Size, open_bench

ROWS = ("relay-latency", "relay-drain", "consumer", "toolkit", "submit", "visible", "cpu", "workers", "fair", "history")
RESULTS = Path(__file__).with_name("RESULTS.md")
SIZES = {"full": FULL, "short": SHORT, "quick": QUICK}


def module_of(row: str) -> ModuleType:
    """The module that measures a row."""
    return import_module(f"tests.benchmarks.{row.replace('-', '_')}")


async def measure(bench: Bench, row: str) -> tuple[str, Findings]:
    """One row of the table, written and as it was found."""
    module = module_of(row)
    begun = time.monotonic()
    found: Findings = await module.measure(bench)
    found.notes.append(f"Took {time.monotonic() - begun:.0f} s.")
    return table.row(row, module.TITLE, found, datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC")), found


def main() -> None:
    """Run the rows that are asked for, and have RESULTS.md say so where that is asked for."""
    asked = _arguments()
    rows: list[str] = asked.only.split() or list(ROWS)
    size: Size = SIZES[asked.size]
    size = replace(size, rounds=asked.rounds or size.rounds)
    if not rivals.installed() and not asked.without_rivals:
        sys.exit("The rivals are not installed: use `make bench`, or --without-rivals for the product alone.")
    asyncio.run(_run(rows, size, rivals=not asked.without_rivals, write=asked.write))


async def _run(rows: list[str], size: Size, *, rivals: bool, write: bool) -> None:
    """Each row is in the file as soon as it is measured, beside those of these versions."""
    heading, old = table.heading(), RESULTS.read_text() if RESULTS.exists() else ""
    texts = table.rows_in(old, ROWS) if old.startswith(heading) else {}
    async with open_bench(size, rivals=rivals) as bench:
        for row in rows:
            texts[row], _ = await measure(bench, row)
            sys.stdout.write(f"{texts[row]}\n")
            sys.stdout.flush()
            if write:
                RESULTS.write_text("\n".join([heading, *(texts[name] for name in ROWS if name in texts)]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of: {' '.join(ROWS)}")
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--without-rivals", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
