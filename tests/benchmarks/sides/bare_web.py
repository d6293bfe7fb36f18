"""The limit of a submission over HTTP: FastAPI that checks the same token and writes the same rows in one commit."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from shared.events.registration import PRODUCTS
from shared.people.provider import Provider
from shared.people.sign_in import SignIn
from shared.settings import Settings
from tests.benchmarks import workload

SHEET = os.environ["BENCH_SHEET"]
RECORD = workload.records(1)[0]
HEADERS = workload.headers_text(RECORD)
ANSWER = SHEET.encode()

SUBMISSION = """
INSERT INTO submissions (product_id, revision, city, sheet, submitted_at, entered_by, entered_as)
VALUES ($1, 1, 'ambon', $2, $3, $4, 'pelaku-usaha')
"""
PRODUCT = "UPDATE products SET status = 'submitted', revision = 1, sheet = $2, submitted_at = $3 WHERE id = $1"
SEQUENCE = """
INSERT INTO sequences AS s (topic, key, last) VALUES ($1, $2, 1)
ON CONFLICT (topic, key) DO UPDATE SET last = s.last + 1
"""
OUTBOX = "INSERT INTO outbox (slot, topic, key, headers, value) VALUES (0, $1, $2, $3, $4)"
IDEMPOTENCY = """
INSERT INTO idempotency (subject, route, key, fingerprint, status, headers, body)
VALUES ($1, 'submissions', $2, '', 201, '[]', $3)
"""


class Form(BaseModel):
    """What a submission says beside what was drafted."""

    changes: str | None = None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BENCH_DSN"], min_size=0, max_size=10) as pool:
        app.state.pool = pool
        told = Settings(database_url="", kafka_bootstrap_servers="", oidc_issuer=os.environ["OIDC_ISSUER"])
        app.state.sign_in = SignIn(told, Provider(told.oidc_issuer))
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/registration/products/{id}/submissions", status_code=201)
async def submit(id: UUID, form: Form, request: Request) -> dict[str, Any]:
    subject = await request.app.state.sign_in.subject(request.headers["authorization"])
    at, key = datetime.now(UTC), request.headers["idempotency-key"]
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute(SUBMISSION, id, SHEET, at, subject)
        await connection.execute(PRODUCT, id, SHEET, at)
        await connection.execute(SEQUENCE, PRODUCTS.name, str(id))
        await connection.execute(OUTBOX, PRODUCTS.name, str(id), HEADERS, RECORD.value)
        await connection.execute(IDEMPOTENCY, subject, key, ANSWER)
    return {"product_id": id, "status": "submitted", "revision": 1, "submitted_at": at, "id": uuid7()}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["HTTP_PORT"]), log_config=None, access_log=False)
