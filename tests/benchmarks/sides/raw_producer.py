"""The limit of relays in Python: aiokafka produces records that lie in memory, pipelined, as safely."""

import asyncio
import json
import os
import resource
import sys
import time

import asyncpg
from aiokafka import AIOKafkaProducer

LINGER_MS = 5
"""Longer or shorter was slower, and so was waiting for each thousand."""


async def main() -> None:
    connection = await asyncpg.connect(os.environ["BENCH_DSN"])
    rows = await connection.fetch("SELECT key, headers::text, value FROM staged ORDER BY place")
    made = [
        (r["key"].encode(), r["value"], [(name, text.encode()) for name, text in json.loads(r["headers"])])
        for r in rows
    ]
    producer = AIOKafkaProducer(
        bootstrap_servers=os.environ["BENCH_BOOTSTRAP"],
        acks="all",
        enable_idempotence=bool(os.environ["BENCH_IDEMPOTENT"]),
        linger_ms=LINGER_MS,
        max_batch_size=900_000,
        max_request_size=1_800_000,
    )
    await producer.start()
    topic = os.environ["BENCH_TOPIC"]
    await producer.send_and_wait(topic, made[0][1], key=made[0][0], headers=made[0][2])
    begun, busy = time.perf_counter(), time.process_time()
    answers = [await producer.send(topic, value, key=key, headers=headers) for key, value, headers in made]
    await asyncio.gather(*answers)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({"count": len(made), "seconds": seconds, "cpu": cpu, "memory": memory}) + "\n")
    await producer.stop()
    await connection.close()


if __name__ == "__main__":
    asyncio.run(main())
