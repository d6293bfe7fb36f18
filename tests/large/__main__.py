"""Measures every page in a city of 10,000 products: `make large`. Ends with 1 if one takes more than 50 ms (p95)."""

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

import structlog
from rich.console import Console

from deploy.cli import large, up
from deploy.local.home import Home
from deploy.local.plan import Plan, list_services
from deploy.local.system import System
from deploy.operator.screen import table
from tests.deploy.conftest import new_plan
from tests.large.measure import Asked, measure
from tests.large.things import find_things
from tests.large.visits import VISITS

console = Console(width=240, highlight=False)
"""Wide enough for the addresses."""
LIMIT = 50.0
LIMIT_OF_DOWNLOADS = 1_000.0
"""Milliseconds for a whole list to take away: that is no page, and nobody waits for it at the counter."""


def main() -> None:
    """Make the city unless it is there, then measure; or measure one that is up already."""
    asked = _arguments()
    home, slow = Home(asked.home), True
    if home.held:
        slow = asyncio.run(_measure(home, asked))
    else:

        def spend(system: System) -> None:
            nonlocal slow
            asyncio.run(large.settle(system))
            slow = asyncio.run(_measure(home, asked))

        up.keep_up(System(home, new_plan()), spend, command="demo-large")
    sys.exit(1 if slow else 0)


async def _measure(home: Home, asked: argparse.Namespace) -> bool:
    """Whether anything is too slow, or was not shown at all."""
    state = home.state()
    assert state is not None
    for process in state.processes:
        ours = System(home, Plan(postgres_port=state.postgres_port)).environment(process)
        os.environ |= {f"{process.service.upper()}_{name}": value for name, value in ours.items()}
        os.environ |= {name: value for name, value in ours.items() if name.startswith(process.service.upper())}
    things = await find_things({name: home.dsn(name, state.postgres_port) for name in state.services})
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    found: list[Asked] = []
    for name, service in list_services().items():
        own = [each for each in VISITS if each.path.startswith(f"/{name}/") and asked.only in each.path]
        found += await measure(service, own, things, asked.times)
    return _tell(found, by_work=asked.by == "work")


def _tell(found: list[Asked], *, by_work: bool) -> bool:
    """The slowest first, by the clock or by what processors did; on a machine with other work only that tells."""
    shown = table("p95", "p50", "work p95", "p50", "kB", "who", "page")
    for column in shown.columns:
        column.no_wrap = True
    answered = [each for each in found if each.clock]
    judged = {id(each): each.p(0.95, each.work if by_work else each.clock) for each in answered}
    for each in sorted(answered, key=lambda each: -judged[id(each)]):
        times = [each.p(share, values) for values in (each.clock, each.work) for share in (0.95, 0.5)]
        shown.add_row(*(f"{time:.1f}" for time in times), f"{each.size / 1000:.0f}", each.who, each.address)
    console.print(shown, markup=False)
    refused = [f"{each.status} {each.who} {each.address}" for each in found if not each.clock]
    slow = [each for each in answered if judged[id(each)] > _limit(each)]
    console.print("\n".join(refused), markup=False)
    console.print(f"{len(answered)} addresses, {len(slow)} too slow, {len(refused)} not shown.")
    return bool(slow or refused)


def _limit(asked: Asked) -> float:
    return LIMIT_OF_DOWNLOADS if "unduh=" in asked.address else LIMIT


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.large", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".gerai/large"))
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--only", default="", help="pages whose path has this")
    parser.add_argument("--by", choices=("clock", "work"), default="clock", help="what the 50 ms are of")
    return parser.parse_args()


if __name__ == "__main__":
    main()
