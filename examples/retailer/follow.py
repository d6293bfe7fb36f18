"""Follows what a city offers one retailer and keeps it in a SQLite file: a start for a retailer's own system.

    python follow.py --broker kafka.example.go.id:9092 --city ambon --retailer alfamidi

It needs aiokafka alone. Each event is a CloudEvent in binary mode: headers (`ce_id`, `ce_source`, `ce_type` and more)
and a JSON value; events of one product (the key) come in order. An event may come twice, so its id is kept with its
effect, in one transaction; then it does no harm to read from the beginning at every start.
"""

import argparse
import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord

TABLES = """
CREATE TABLE IF NOT EXISTS heard (source TEXT, id TEXT, PRIMARY KEY (source, id));
CREATE TABLE IF NOT EXISTS products (
    product_id TEXT PRIMARY KEY, name TEXT, business TEXT, price INTEGER, gtin TEXT, answer_due TEXT, status TEXT,
    outcome TEXT
);
"""
Body = Mapping[str, Any]


def offered(file: sqlite3.Connection, body: Body) -> None:
    """A product is before us; until `answer_due` the city waits for our answer."""
    product = body["product"]
    file.execute(
        "INSERT OR REPLACE INTO products VALUES (?, ?, ?, ?, ?, ?, 'offered', ?)",
        (
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
    file.execute("UPDATE products SET outcome = ? WHERE product_id = ?", (body["outcome"], body["product_id"]))


def withdrawn(file: sqlite3.Connection, body: Body) -> None:
    """The offer stands no longer; `why` says what happened."""
    file.execute(
        "UPDATE products SET status = ? WHERE product_id = ?", (f"withdrawn: {body['why']}", body["product_id"])
    )


def forgotten(file: sqlite3.Connection, body: Body) -> None:
    """The owner's consent has ended: we keep no name of the business."""
    file.execute("UPDATE products SET business = NULL WHERE product_id = ?", (body["product_id"],))


def agreed(file: sqlite3.Connection, body: Body) -> None:
    """Both sides have signed: the terms say which stores order it, and at what price."""
    file.execute(
        "UPDATE products SET status = 'agreed', price = ? WHERE product_id = ?",
        (body["terms"]["price"], body["product_id"]),
    )


def ended(file: sqlite3.Connection, body: Body) -> None:
    """The agreement is over."""
    file.execute("UPDATE products SET status = ? WHERE product_id = ?", (f"ended: {body['how']}", body["product_id"]))


def unsettled(file: sqlite3.Connection, body: Body) -> None:
    """What the agreement stood on has gone. It holds; we decide, with the business, whether it goes on."""
    file.execute(
        "UPDATE products SET status = ? WHERE product_id = ?", (f"agreed, though {body['why']}", body["product_id"])
    )


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


async def follow(broker: str, topic: str, file: sqlite3.Connection, *, once: bool) -> None:
    """Read the topic from its beginning; with `once` to its present end, else for ever."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=broker, auto_offset_reset="earliest")
    await consumer.start()
    try:
        if not consumer.assignment():
            raise SystemExit(f"{topic} is not there: check the names of city and retailer.")
        ends = await consumer.end_offsets(consumer.assignment())
        while not once or any([await consumer.position(each) < end for each, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    take(file, record)
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
