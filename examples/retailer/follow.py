"""Follows what a city offers one retailer and keeps it in a SQLite file: a start for a retailer's own system.

    python follow.py --broker kafka.example.go.id:9092 --city ambon --retailer alfamidi

It needs aiokafka alone. Where the broker speaks TLS or wants a name and a password, they stand in the environment (see
`connection`). Each event is a CloudEvent in binary mode: headers (`ce_id`, `ce_source`, `ce_type` and more) and a JSON
value; events of one product (the key) come in order. An event may come twice, so its id is kept with its effect, in
one transaction; then it does no harm to read from the beginning at every start.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import KafkaError

TABLES = """
CREATE TABLE IF NOT EXISTS heard (source TEXT, id TEXT, PRIMARY KEY (source, id));
CREATE TABLE IF NOT EXISTS offers (
    offer_id TEXT PRIMARY KEY, product_id TEXT, name TEXT, business TEXT, price INTEGER, gtin TEXT, answer_due TEXT,
    outcome TEXT, status TEXT
);
CREATE TABLE IF NOT EXISTS agreements (
    pks_id TEXT PRIMARY KEY, offer_id TEXT, product_id TEXT, name TEXT, price INTEGER, status TEXT
);
"""
"""One product may be offered under several memoranda, and an offer may lead to several agreements: for other stores, or
for the year after. So each is kept by its own id."""
Body = Mapping[str, Any]


def offered(file: sqlite3.Connection, body: Body) -> None:
    """A product is before us; until `answer_due` the city waits for our answer."""
    product = body["product"]
    file.execute(
        "INSERT OR REPLACE INTO offers VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')",
        (
            body["offer_id"],
            body["product_id"],
            product["name"],
            body.get("business_name"),
            product["price"],
            product.get("gtin"),
            body["answer_due"],
            body["outcome"],
        ),
    )


def changed(file: sqlite3.Connection, body: Body) -> None:
    """The product that is offered has met the conditions with which it passed."""
    file.execute("UPDATE offers SET outcome = ? WHERE offer_id = ?", (body["outcome"], body["offer_id"]))


def withdrawn(file: sqlite3.Connection, body: Body) -> None:
    """The offer stands no longer; `why` says what happened. The product may still be before us by another offer."""
    file.execute("UPDATE offers SET status = ? WHERE offer_id = ?", (f"withdrawn: {body['why']}", body["offer_id"]))


def forgotten(file: sqlite3.Connection, body: Body) -> None:
    """The owner's consent has ended: we keep no name of the business."""
    file.execute("UPDATE offers SET business = NULL WHERE offer_id = ?", (body["offer_id"],))


def agreed(file: sqlite3.Connection, body: Body) -> None:
    """Both sides have signed: the terms say which stores order it, and at what price."""
    file.execute("UPDATE offers SET status = 'agreed' WHERE offer_id = ?", (body["offer_id"],))
    file.execute(
        "INSERT OR REPLACE INTO agreements VALUES (?, ?, ?, ?, ?, 'signed')",
        (body["pks_id"], body["offer_id"], body["product_id"], body["product_name"], body["terms"]["price"]),
    )


def ended(file: sqlite3.Connection, body: Body) -> None:
    """The agreement is over."""
    file.execute("UPDATE agreements SET status = ? WHERE pks_id = ?", (f"ended: {body['how']}", body["pks_id"]))


def unsettled(file: sqlite3.Connection, body: Body) -> None:
    """What the agreement stood on has gone. It holds; we decide, with the business, whether it goes on."""
    file.execute("UPDATE agreements SET status = ? WHERE pks_id = ?", (f"signed, though {body['why']}", body["pks_id"]))


EFFECTS: Mapping[str, Callable[[sqlite3.Connection, Body], None]] = {
    "gerai.public.offer-made.v1": offered,
    "gerai.public.offer-changed.v1": changed,
    "gerai.public.offer-withdrawn.v1": withdrawn,
    "gerai.public.consent-ended.v1": forgotten,
    "gerai.public.agreement-signed.v1": agreed,
    "gerai.public.agreement-ended.v1": ended,
    "gerai.public.agreement-basis-lost.v1": unsettled,
}
"""Other types may come later; what is not known is passed over."""


def take(file: sqlite3.Connection, record: ConsumerRecord) -> None:
    """Let one event have its effect, unless it had it before."""
    headers = {name: octets.decode() for name, octets in record.headers}
    with file:
        new = file.execute("INSERT OR IGNORE INTO heard VALUES (?, ?)", (headers["ce_source"], headers["ce_id"]))
        effect = EFFECTS.get(headers["ce_type"])
        if new.rowcount and effect:
            effect(file, json.loads(record.value))
            print(headers["ce_time"], headers["ce_type"], record.key.decode(), flush=True)


def connection(broker: str, given: Mapping[str, str]) -> dict[str, Any]:
    """How aiokafka reaches the broker: KAFKA_SECURITY_PROTOCOL is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."""
    protocol = given.get("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT")
    arguments: dict[str, Any] = {"bootstrap_servers": broker, "security_protocol": protocol}
    if protocol.endswith("SSL"):
        arguments["ssl_context"] = ssl.create_default_context(cafile=given.get("KAFKA_CA_FILE"))
    if protocol.startswith("SASL"):
        arguments["sasl_mechanism"] = given.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
        arguments["sasl_plain_username"] = given["KAFKA_USERNAME"]
        arguments["sasl_plain_password"] = given["KAFKA_PASSWORD"]
    return arguments


async def follow(broker: str, topic: str, file: sqlite3.Connection, *, once: bool) -> None:
    """Read the topic from its beginning; with `once` to its present end, else for ever."""
    consumer = AIOKafkaConsumer(topic, **connection(broker, os.environ), auto_offset_reset="earliest")
    try:
        await consumer.start()
        if not consumer.assignment():
            raise SystemExit(f"{topic} is not there: check the names of city and retailer.")
        ends = await consumer.end_offsets(consumer.assignment())
        while not once or any([await consumer.position(each) < end for each, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    take(file, record)
    except KafkaError as failure:
        raise SystemExit(f"{topic} cannot be read: {failure!r}") from failure
    finally:
        await consumer.stop()


def main() -> None:
    """Read the command line and follow."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--broker", required=True, help="host:port of Kafka")
    parser.add_argument("--city", required=True)
    parser.add_argument("--retailer", required=True)
    parser.add_argument("--file", default="gerai.db")
    parser.add_argument("--once", action="store_true", help="stop at the present end of the topic")
    wanted = parser.parse_args()
    topic = f"public.{wanted.city}.{wanted.retailer}.agreements.v1"
    with closing(sqlite3.connect(wanted.file)) as file:
        file.executescript(TABLES)
        asyncio.run(follow(wanted.broker, topic, file, once=wanted.once))


if __name__ == "__main__":
    main()
