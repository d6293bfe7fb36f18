"""Half an hour at 70% of what the system can take, each process ended every five minutes, and ten minutes in which none
is: `make soak`."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from deploy.cli.tokens import mint
from deploy.local import processes
from deploy.local.home import Home
from tests.benchmarks import load
from tests.benchmarks.city import OWNER, City
from tests.conftest import ServiceDatabase
from tests.deploy.conftest import Operator
from tests.examples import BUSINESS
from tests.soak.report import Report
from tests.soak.visitors import Visitors
from tests.soak.watch import Flow, Machine, Memory, Restarts

RESULTS = Path(__file__).with_name("RESULTS.md")
LOAD = 0.7
CONNECTIONS = 32
EVERY = 300.0
"""Seconds in which each process is ended once."""
REST = 600.0
"""Seconds at the end in which none is, so that it can be seen whether any goes on to grow."""


def main() -> None:
    """Soak for so many minutes; ends with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--every", type=float, default=EVERY, help="seconds in which each process is ended once")
    parser.add_argument("--rest", type=float, default=REST, help="seconds at the end in which none is")
    parser.add_argument("--broker", default="kafka", help="kafka or embedded")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    asked = parser.parse_args()
    operator = Operator(Path(tempfile.mkdtemp(prefix="gerai-soak-")))
    try:
        operator.start("--apart", "--broker", asked.broker)
        operator.add_ambon()
        report = asyncio.run(_soak(operator, asked.minutes * 60, asked.every, asked.rest))
    finally:
        if operator.up is not None:
            processes.stop(operator.up)
        shutil.rmtree(operator.folder)
    at = datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC")
    text = "\n".join(report.lines(f"make soak MINUTES={asked.minutes:g}", at)) + "\n"
    sys.stdout.write(text)
    if asked.write:
        RESULTS.write_text(text)
    sys.exit(int(not report.kept))


async def _soak(operator: Operator, seconds: float, every: float, rest: float) -> Report:
    city = await _open_city(operator)
    most = await _find_most(operator, city)
    rate = LOAD * most
    visitors = Visitors(operator.ports["DOOR"], city, rate, CONNECTIONS)
    before = await _count_cases(operator)
    flow, machine, memory, restarts = Flow(operator), Machine(), Memory(operator), Restarts(operator, every)
    async with asyncio.TaskGroup() as group:
        watching = [group.create_task(each.watch()) for each in (flow, machine, memory, restarts)]
        asyncio.get_running_loop().call_later(seconds, restarts.stop)
        await visitors.come(seconds + rest)
        await _until_all_is_done(operator, visitors)
        for each in watching:
            each.cancel()
    cases = await _count_cases(operator) - before
    parked = await operator.fetch("curation", "SELECT count(*) AS n FROM parked")
    await city.connection.close()
    return Report(seconds, rest, most, rate, visitors, flow, machine, memory, restarts, cases, int(parked[0]["n"]))


async def _count_cases(operator: Operator) -> "Counter[str]":
    """How many there are, and of how many products."""
    query = "SELECT count(*) AS cases, count(DISTINCT product_id) AS products FROM cases"
    return Counter((await operator.fetch("curation", query))[0])


async def _open_city(operator: Operator) -> City:
    """A business, registered as everybody's is, and a way to lay out drafts for it."""
    home = Home(operator.folder / ".gerai")
    token = mint(home.signing_key(), OWNER, operator.issuer)
    business = operator.post(token, "/businesses", BUSINESS)["business_id"]
    dsn = home.dsn("registration", operator.ports["POSTGRES"], as_owner=True)
    connection = await asyncpg.connect(dsn, server_settings={"app.cities": "ambon"})
    return City(ServiceDatabase(dsn, dsn), connection, "", business, token)


async def _find_most(operator: Operator, city: City, count: int = 4000) -> float:
    """Submissions a second from the first request until everybody has heard of the last; after some to warm up."""
    done = 0
    for wanted in (count // 4, count):
        requests = [city.submission(product) for product in await city.draft(wanted)]
        begun = asyncio.get_running_loop().time()
        (await load.as_fast_as_answered(operator.ports["DOOR"], requests, CONNECTIONS)).check()
        done += wanted
        await _until_heard(operator, done)
    return count / (asyncio.get_running_loop().time() - begun)


async def _until_all_is_done(operator: Operator, visitors: Visitors) -> None:
    await _until_heard(operator, len(await operator.fetch("registration", "SELECT FROM submissions")))


async def _until_heard(operator: Operator, submissions: int) -> None:
    """Until notifications has heard of each submission and of each case that it led to."""
    heard = "SELECT count(*) AS n FROM inbox WHERE source IN ('/gerai/curation', '/gerai/registration')"
    async with asyncio.timeout(120):
        while (await operator.fetch("notifications", heard))[0]["n"] < 2 * submissions:
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
