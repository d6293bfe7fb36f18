"""What must be true when all is quiet, read from databases and topics and never through the code under test."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka.structs import TopicPartition

from shared.events.event import Topic
from tests.faults import ledger, topics
from tests.faults.environment import Environment
from tests.faults.poison import MARK, Poison
from tests.faults.topics import Record
from tests.faults.trial import AWAY, Trial
from tests.faults.witness import Announced, list_announced
from tests.faults.workload import Workload

SHOWN = 5
SAY_SECONDS = 5


@dataclass
class Findings:
    """What was found wrong, by kind, and what was counted on the way."""

    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Whatever else is not as it must be."""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def any(self) -> list[str]:
        """All of it, shortened for people."""
        named = {"lost": self.lost, "double": self.double, "out of order": self.disorder, "wrong": self.wrong}
        return [
            f"{name}: {what}" + (f" (and {len(found) - SHOWN} more)" if found[SHOWN:] and number == SHOWN - 1 else "")
            for name, found in named.items()
            for number, what in enumerate(found[:SHOWN])
        ]


async def wait_until_quiet(trial: Trial, limit: float) -> list[str]:
    """Return when nothing waits to be announced, read or tried again; give what still does after a long while."""
    begun = said = time.monotonic()
    while waiting := await _waiting(trial.environment):
        now = time.monotonic()
        if now > begun + limit:
            return waiting
        if now > said + SAY_SECONDS:
            said = now
            trial.say(f"not quiet: {'; '.join(waiting[:3])}")
        await asyncio.sleep(0.2)
    return []


async def _waiting(environment: Environment) -> list[str]:
    try:
        found = [line for service in environment.services for line in await _waiting_in(environment, service)]
        return found or await _unread(environment)
    except AWAY as away:
        return [f"{type(away).__name__}: {away}"]


async def _waiting_in(environment: Environment, service: str) -> list[str]:
    async with environment.connect(service) as connection:
        row = await connection.fetchrow(
            """
            SELECT (SELECT count(*) FROM outbox) AS outbox,
                   (SELECT count(*) FROM parked WHERE state <> 'stopped') AS parked,
                   (SELECT count(*) FROM relay_progress WHERE republish_from IS NOT NULL) AS republished
            """
        )
        mails = 0
        if service == "notifications":
            mails = await connection.fetchval("SELECT count(*) FROM deliveries WHERE status = 'waiting'")
    return [f"{service}: {count} {name}" for name, count in {**(row or {}), "mails": mails}.items() if count]


async def _unread(environment: Environment) -> list[str]:
    """Partitions whose end a service has not read to."""
    async with environment.reader() as reader:
        now = await topics.cluster_id(environment)
        found = []
        for service, read in topics.readers(environment).items():
            ends = await topics.ends(reader, read)
            rows = await environment.fetch(service, "SELECT topic, partition, next_offset, cluster_id FROM positions")
            at = {TopicPartition(r["topic"], r["partition"]): r["next_offset"] for r in rows if r["cluster_id"] == now}
            found += [
                f"{service} is at {at.get(place, 0)} of {end} of {place.topic}[{place.partition}]"
                for place, end in ends.items()
                if at.get(place, 0) < end
            ]
    return found


async def read_announced(environment: Environment) -> dict[str, list[Announced]]:
    """What each service has announced."""
    announced = {}
    for service in environment.services:
        async with environment.connect(service) as connection:
            announced[service] = await list_announced(connection)
    return announced


async def check(environment: Environment, workload: Workload, poison: Sequence[Poison]) -> Findings:
    """Everything that an episode promises."""
    findings = Findings()
    announced = await read_announced(environment)
    records = await topics.read(environment)
    every = [each for listed in announced.values() for each in listed]
    check_topics(findings, every, records, topics.compacted(environment))
    await check_ledger(findings, environment, every)
    await _check_requests(findings, environment, workload, announced["registration"])
    await _check_parked(findings, environment, poison, records)
    return findings


def check_topics(
    findings: Findings, announced: Iterable[Announced], records: Sequence[Record], compacted: set[str]
) -> None:
    """Every announcement is on its topic and nothing else is; per key their first appearances are in order."""
    wanted: dict[str, Announced] = {each.id: each for each in announced}
    ours = [record for record in records if MARK not in record.headers]
    there = Counter(record.id for record in ours)
    findings.counts["announced"] = len(wanted)
    findings.counts["sent again"] = len(ours) - len(there)
    last = {(each.topic, each.key): each.sequence for each in sorted(wanted.values(), key=lambda each: each.sequence)}
    findings.lost += [
        f"{each.type} {each.id} is not on {each.topic}"
        for each in wanted.values()
        if each.id not in there and (each.topic not in compacted or last[each.topic, each.key] == each.sequence)
    ]
    findings.wrong += [f"{id} is on a topic and was never committed" for id in there.keys() - wanted.keys()]
    committed = defaultdict(list)
    for each in wanted.values():
        committed[each.topic, each.key].append(each.sequence)
    findings.disorder += [
        f"{key} of {topic} was numbered {sorted(numbers)}"
        for (topic, key), numbers in committed.items()
        if sorted(numbers) != list(range(1, len(numbers) + 1))
    ]
    _check_appearances(findings, [record for record in ours if record.id in wanted], compacted)


def _check_appearances(findings: Findings, records: Sequence[Record], compacted: set[str]) -> None:
    """Per key the first appearances are in order; of a compacted topic, where the last record alone is kept, it is the
    newest."""
    appeared: dict[tuple[str, str], list[int]] = defaultdict(list)
    stands: dict[tuple[str, str], int] = {}
    seen: set[str] = set()
    for record in records:
        stands[record.topic, record.key] = record.sequence
        if record.id not in seen:
            seen.add(record.id)
            appeared[record.topic, record.key].append(record.sequence)
    findings.disorder += [
        f"{key} appears on {topic} as {numbers}"
        for (topic, key), numbers in appeared.items()
        if numbers != sorted(numbers)
    ]
    findings.disorder += [
        f"{key} of {topic} ends with {number}, and {max(appeared[topic, key])} was there"
        for (topic, key), number in stands.items()
        if topic in compacted and number != max(appeared[topic, key])
    ]


async def check_ledger(findings: Findings, environment: Environment, announced: Iterable[Announced]) -> None:
    """What the ledger heard it has entered once, in the order of each key, and announced once."""
    entries = await environment.fetch(
        "ledger", "SELECT source, event_id, topic, key, sequence FROM entries ORDER BY id"
    )
    heard = {event.topic.name: event.topic for event in ledger.heard("all" if environment.whole else "registration")}
    check_entries(findings, list(announced), entries, heard)
    told = await environment.fetch("ledger", "SELECT count(*) FROM announced")
    if told[0][0] != len(entries):
        findings.wrong.append(f"{len(entries)} entries and {told[0][0]} announcements of them")


def check_entries(
    findings: Findings, announced: Sequence[Announced], entries: Sequence[Any], heard: dict[str, Topic]
) -> None:
    """Each of them once, and per key in order. Of a compacted topic a reader need not have heard all, in order."""
    times = Counter((entry["source"], entry["event_id"]) for entry in entries)
    findings.counts["effects"] = len(entries)
    findings.double += [f"{id} of {source} has {n} effects" for (source, id), n in times.items() if n > 1]
    wanted = {(each.source, each.id) for each in announced if each.topic in heard}
    optional = {(each.source, each.id) for each in announced if each.topic in heard and heard[each.topic].compacted}
    findings.lost += [f"{id} of {source} has no effect" for source, id in wanted - optional - times.keys()]
    findings.wrong += [
        f"{id} of {source} has an effect and was never committed" for source, id in times.keys() - wanted
    ]
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in entries:
        numbers[entry["topic"], entry["key"]].append(entry["sequence"])
    findings.disorder += [
        f"{key} of {topic} has its effects as {found}"
        for (topic, key), found in numbers.items()
        if found != sorted(found)
    ]


async def _check_requests(
    findings: Findings, environment: Environment, workload: Workload, announced: Sequence[Announced]
) -> None:
    """Every acknowledged request has its effect, once, and was announced once; nothing has that was not asked for."""
    told = Counter((each.key, each.type.split(".")[2]) for each in announced)
    rows = await environment.fetch("registration", "SELECT id::text, revision, status FROM products")
    products = {row["id"]: row for row in rows}
    revisions: dict[str, list[int]] = defaultdict(list)
    for row in await environment.fetch("registration", "SELECT product_id::text AS id, revision FROM submissions"):
        revisions[row["id"]].append(row["revision"])
    mine = f"owner-{workload.seed}-%"
    known = await environment.fetch("registration", "SELECT id::text FROM businesses WHERE owner_subject LIKE $1", mine)
    _compare(findings, "businesses", Counter(workload.businesses.keys()), Counter(row["id"] for row in known))
    for id, product in workload.products.items():
        submitted, found = sorted(product.submitted), sorted(revisions[id])
        _compare(findings, f"revisions of {id}", Counter(submitted), Counter(found))
        _compare_number(findings, f"submissions of {id}", len(submitted), told[id, "product-submitted"])
        _compare_number(findings, f"withdrawals of {id}", product.withdrawn, told[id, "product-withdrawn"])
        if id not in products or products[id]["revision"] != len(submitted):
            findings.wrong.append(f"{id} stands as {products.get(id)} after {len(submitted)} submissions")
    for id in workload.businesses:
        _compare_number(findings, f"registration of {id}", 1, told[id, "business-registered"])
    findings.counts["businesses"] = len(workload.businesses)
    findings.counts["products"] = len(workload.products)


def _compare(findings: Findings, what: str, acknowledged: Counter[Any], found: Counter[Any]) -> None:
    if missing := acknowledged - found:
        findings.lost.append(f"{what}: acknowledged and not there: {sorted(missing)}")
    if surplus := found - acknowledged:
        findings.double.append(f"{what}: there and not asked for: {sorted(surplus)}")


def _compare_number(findings: Findings, what: str, acknowledged: int, announced: int) -> None:
    if announced < acknowledged:
        findings.lost.append(f"{what}: {acknowledged} acknowledged, {announced} announced")
    if announced > acknowledged:
        findings.double.append(f"{what}: {acknowledged} acknowledged, {announced} announced")


async def _check_parked(
    findings: Findings, environment: Environment, poison: Sequence[Poison], records: Sequence[Record]
) -> None:
    """Only poison stands parked, once for each time that it is on the topic (who puts it tries again where the broker
    did not confirm), and all that was put has been, by the ledger at least, which hears of all: it stands, or an
    operator has decided about it."""
    copies = Counter(record.headers.get(MARK) for record in records)
    for service in environment.services:
        marks = Counter[str]()
        rows = await environment.fetch(service, "SELECT state, type, reason, detail, headers FROM parked")
        for row in rows:
            mark = topics.mark_of(row["headers"])
            if mark is None:
                findings.wrong.append(f"{service}: {row['type']} is parked ({row['state']}): {row['reason']}")
            else:
                marks[mark] += 1
        rows = await environment.fetch(service, "SELECT headers FROM parked_decisions")
        marks.update(mark for row in rows if (mark := topics.mark_of(row["headers"])))
        put = {each.mark: each.kind for each in poison}
        findings.double += [
            f"{service} parked poison {mark} {n} times"
            for mark, n in marks.items()
            if n > max(1, copies[mark.encode()])
        ]
        if service == "ledger" and not environment.lost_cluster:
            findings.lost += [f"poison {kind} was not parked" for mark, kind in put.items() if mark not in marks]
    findings.counts["poison"] = len(poison)
