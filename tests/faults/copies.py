"""Whether all services say the same of everything when all is quiet, and whether everybody was told."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from deploy.local.mail import list_letters
from deploy.local.plan import list_services
from tests.faults.environment import Environment
from tests.faults.oracle import Findings
from tests.faults.trade import Trade
from tests.faults.witness import Announced

PASSED = ("lolos", "lolos-bersyarat")
PEOPLE = "SELECT id::text, subject, function, scope, until FROM assignments ORDER BY id"


async def check_copies(findings: Findings, environment: Environment) -> None:
    """Registration, curation, agreements and notifications agree."""
    registered = await _by_id(environment, "registration", "SELECT id::text, status, revision FROM products")
    cases = await _by_id(environment, "curation", "SELECT product_id::text AS id, status, revision FROM cases")
    known = await _by_id(
        environment,
        "agreements",
        "SELECT id::text, revision, outcome, withdrawn_revision, lapsed_revision, business_id FROM products",
    )
    decided = await _by_id(
        environment, "curation", "SELECT product_id::text AS id, revision, outcome FROM decisions ORDER BY revision"
    )
    for id, product in registered.items():
        _check_product(findings, id, product, cases.get(id), decided.get(id), known.get(id))
    await _check_decisions(findings, environment)
    await _check_matters(findings, environment, registered, decided, known)
    await _check_offers(findings, environment, known)
    people = await environment.fetch("registration", PEOPLE)
    for service in ("curation", "agreements", "notifications"):
        if await environment.fetch(service, PEOPLE) != people:
            findings.wrong.append(f"{service} has other assignments than registration")


def _check_product(findings: Findings, id: str, product: Any, case: Any, decided: Any, known: Any) -> None:
    if product["revision"] == 0:
        return
    withdrawn = product["status"] == "withdrawn"
    if case is None or case["revision"] != product["revision"] or (case["status"] == "withdrawn") != withdrawn:
        findings.wrong.append(f"{id} is {product} in registration and {case} in curation")
    if decided and (
        known is None or (known["revision"], known["outcome"]) != (decided["revision"], decided["outcome"])
    ):
        findings.wrong.append(f"{id} is {decided} in curation and {known} in agreements")
    if withdrawn and (known is None or known["withdrawn_revision"] != product["revision"]):
        findings.wrong.append(f"{id} is {product} in registration and {known} in agreements")


async def _check_decisions(findings: Findings, environment: Environment) -> None:
    """Where both departments have reviewed there is a decision, and registration has heard of each."""
    forgotten = await environment.fetch(
        "curation",
        """
        SELECT product_id::text AS id, revision FROM cases JOIN reviews USING (product_id, revision)
        WHERE status = 'open' AND awaits IS NULL
        GROUP BY product_id, revision HAVING count(DISTINCT department) > 1
        """,
    )
    findings.lost += [f"revision {row['revision']} of {row['id']} was reviewed and not decided" for row in forgotten]
    query = "SELECT product_id::text AS id, revision, outcome FROM "
    decisions = {(row["id"], row["revision"]): row for row in await environment.fetch("curation", f"{query} decisions")}
    results = {(row["id"], row["revision"]): row for row in await environment.fetch("registration", f"{query} results")}
    findings.wrong += [
        f"{place} is {decisions.get(place)} in curation and {results.get(place)} in registration"
        for place in decisions.keys() | results.keys()
        if place not in decisions
        or place not in results
        or results[place]["outcome"] not in (decisions[place]["outcome"], "syarat-gugur")
    ]


async def _check_matters(
    findings: Findings,
    environment: Environment,
    registered: dict[str, Any],
    decided: dict[str, Any],
    known: dict[str, Any],
) -> None:
    """What people read of a product on their first page is where it stands."""
    matters = await _by_id(environment, "notifications", "SELECT id::text, state FROM matters WHERE kind = 'product'")
    for id, product in registered.items():
        wanted = "dalam-kurasi"
        if product["status"] == "withdrawn":
            wanted = "ditarik"
        elif (decision := decided.get(id)) and decision["revision"] == product["revision"]:
            lapsed = id in known and known[id]["lapsed_revision"] == product["revision"]
            wanted = "syarat-lewat" if lapsed else decision["outcome"]
        if product["revision"] and (id not in matters or matters[id]["state"] != wanted):
            findings.wrong.append(f"{id} is {wanted}, and {matters.get(id)} in notifications")


async def _check_offers(findings: Findings, environment: Environment, known: dict[str, Any]) -> None:
    """Every product that passed has its offer under every memorandum in force, and what has no ground is closed."""
    mous = await environment.fetch("agreements", "SELECT id, retailers FROM mous WHERE status = 'in-force'")
    rows = await environment.fetch(
        "agreements", "SELECT id::text, product_id::text, revision, retailer, mou_id, status FROM offers"
    )
    made = {(row["product_id"], row["revision"], row["retailer"], row["mou_id"]) for row in rows}
    standing = {
        id: each["revision"]
        for id, each in known.items()
        if each["outcome"] in PASSED and each["revision"] > max(each["withdrawn_revision"], each["lapsed_revision"])
    }
    wanted = {
        (id, revision, code, mou["id"])
        for id, revision in standing.items()
        for mou in mous
        for code in mou["retailers"]
    }
    findings.counts["offers"] = len(made)
    findings.lost += [
        f"{id}, revision {revision}, was not offered to {code}" for id, revision, code, _ in wanted - made
    ]
    live = {mou["id"] for mou in mous}
    findings.wrong += [
        f"offer {row['id']} is {row['status']} without ground"
        for row in rows
        if row["status"] in ("open", "sample-asked", "overdue", "accepted")
        and (row["mou_id"] not in live or standing.get(row["product_id"]) != row["revision"])
    ]


async def check_trade(
    findings: Findings, environment: Environment, trade: Trade, announced: dict[str, list[Announced]]
) -> None:
    """What was acknowledged in curation and agreements has its effect, once, and was announced once."""
    rows = await environment.fetch("curation", "SELECT product_id::text AS id, revision, department FROM reviews")
    found = Counter((row["id"], row["revision"], row["department"]) for row in rows)
    _compare(findings, "review", trade.reviews, found)
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for each in announced["agreements"]:
        if each.topic.startswith("gerai."):
            told[each.type.split(".")[2]][each.key] += 1
    _compare(findings, "answer", trade.answers, told["offer-answered"])
    _compare(findings, "draft", trade.drafted, told["mou-drafted"] + told["pks-drafted"])
    _compare(findings, "signature", Counter(trade.signed), told["mou-signed"] + told["pks-signed"])
    _compare(findings, "end", Counter(trade.ended), told["mou-ended"])
    findings.counts["agreements"] = len(trade.signed)


async def check_effects(findings: Findings, environment: Environment, announced: dict[str, list[Announced]]) -> None:
    """What followed from events was announced once: a case for each revision, a decision, an offer."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for each in (*announced["curation"], *announced["agreements"]):
        if each.topic.startswith("gerai.curation.") or each.topic.startswith("gerai.agreements."):
            told[each.type.split(".")[2]][each.key] += 1
    query = "SELECT id::text, revision FROM products"
    revisions = {row["id"]: row["revision"] for row in await environment.fetch("registration", query)}
    findings.double += [
        f"{n} cases of {id} were opened for {revisions.get(id)} revisions"
        for id, n in told["case-opened"].items()
        if n > revisions.get(id, 0)
    ]
    rows = await environment.fetch("curation", "SELECT product_id::text AS id FROM decisions")
    _compare(findings, "decision", Counter(row["id"] for row in rows), told["product-curated"])
    rows = await environment.fetch("agreements", "SELECT id::text FROM offers")
    _compare(findings, "offer", Counter(row["id"] for row in rows), told["product-offered"])


def _compare(findings: Findings, what: str, acknowledged: Counter[Any], found: Counter[Any]) -> None:
    findings.lost += [f"{what} {each}: acknowledged and not there" for each in acknowledged - found]
    findings.double += [f"{what} {each}: there and not asked for" for each in found - acknowledged]


async def check_told(
    findings: Findings, environment: Environment, announced: Iterable[Announced], interruptions: int
) -> None:
    """Everything is in the trail, and every mail has gone: once, but for what interrupted its sender."""
    hears = list_services()["notifications"].open().on
    trail = {row["event_id"] for row in await environment.fetch("notifications", "SELECT event_id FROM trail")}
    findings.lost += [
        f"{each.type} {each.id} is not in the trail"
        for each in announced
        if (event := hears.find(each.type)) and not event.topic.compacted and each.id not in trail
    ]
    rows = await environment.fetch(
        "notifications",
        """
        SELECT first_value(event_id) OVER (PARTITION BY coalesce(letter_id, id) ORDER BY id) AS event_id,
               subject, channel, status, last_error
        FROM deliveries WHERE channel = 'email'
        """,
    )
    _check_mails(findings, rows, [str(each.message["Message-ID"]) for each in list_letters(environment.mail.folder)])
    findings.counts["mails"] = len(rows)
    if findings.counts["mails sent again"] > interruptions:
        again = findings.counts["mails sent again"]
        findings.double.append(f"{again} mails went twice, and a sender was interrupted {interruptions} times")


def _check_mails(findings: Findings, deliveries: Sequence[Any], letters: Sequence[str]) -> None:
    went = {letter.strip("<>").partition("@")[0] for letter in letters}
    findings.counts["mails sent again"] = len(letters) - len(went)
    known = {_message_id(row): row for row in deliveries}
    sent = {id for id, row in known.items() if row["status"] == "sent"}
    findings.lost += [f"{known[id]} is said to be sent" for id in sent - went]
    findings.wrong += [f"{row} failed" for row in deliveries if row["status"] == "failed"]
    findings.double += [f"mail {letter} went and is not known" for letter in went - known.keys()]


def _message_id(delivery: Any) -> str:
    """As it is promised: by the first event of a letter, its reader and channel."""
    whole = "\0".join((delivery["event_id"], delivery["subject"], delivery["channel"]))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


async def _by_id(environment: Environment, service: str, query: str) -> dict[str, Any]:
    return {row["id"]: row for row in await environment.fetch(service, query)}
