"""Every POST has one effect: who repeats it with the same Idempotency-Key is given the answer that it got before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection
from fastapi import Request, Response

from shared import problems
from shared.messaging.outbox import Answer
from shared.people.assignments import Person, to_person
from shared.problems import Problem


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request with its key, and with what tells it from others that use the same one."""

    route: str
    key: str
    fingerprint: bytes


async def read(request: Request, route: str) -> Attempt:
    """What a POST is to be known by: a page's form carries its key in a field, and is known by what it says. Raises
    Problem when it has no key that can be kept."""
    key = getattr(request.state, "idempotency_key", None) or request.headers.get("idempotency-key", "")
    if not 8 <= len(key) <= 200 or "\0" in key:
        raise Problem(400, "idempotency-key-missing")
    target = request.scope["path"].encode() + b"?" + request.scope["query_string"]
    said = getattr(request.state, "said", None) or await request.body()
    return Attempt(route, key, hashlib.sha256(target + b"\0" + said).digest())


async def begin(connection: Connection, subject: str, attempt: Attempt, at: datetime) -> tuple[Person, bool]:
    """Who asks, as `assignments.get_person` has it, and whether this is new.

    The insert waits for a twin that is under way; a refused request rolls it back, so the key is free again.
    """
    rows = await connection.fetch(
        """
        WITH new AS (
            INSERT INTO idempotency (subject, route, key, fingerprint) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING RETURNING true
        )
        SELECT EXISTS (SELECT FROM new) AS is_new,
               a.id, a.city, a.subject, a.function, a.scope, a.since, a.until, a.title, a.ended
        FROM (SELECT) AS whoever LEFT JOIN enter_as($1, $5) AS a ON true
        """,
        subject,
        attempt.route,
        attempt.key,
        attempt.fingerprint,
        at,
    )
    return to_person(subject, [row for row in rows if row["id"]]), rows[0]["is_new"]


def keep(subject: str, attempt: Attempt, response: Response) -> Answer:
    """What is to be kept of an answer beside its effect. Raises Problem for one that has none."""
    if response.status_code >= 400:
        raise Problem(response.status_code, "input-invalid")
    headers = [[name, value] for name, value in response.headers.items() if name != "content-length"]
    return Answer(subject, attempt.route, attempt.key, response.status_code, json.dumps(headers), bytes(response.body))


async def repeat(connection: Connection, subject: str, attempt: Attempt) -> Response:
    """The answer that this key got before. Raises Problem when it was for another request, and Conflict."""
    row = await connection.fetchrow(
        """
        SELECT fingerprint, status, headers, body FROM idempotency
        WHERE subject = $1 AND route = $2 AND key = $3
        """,
        subject,
        attempt.route,
        attempt.key,
    )
    if row is None:
        raise problems.TEXTS.conflict("request-being-forgotten")
    if row["fingerprint"] != attempt.fingerprint:
        raise Problem(422, "idempotency-key-reused")
    headers = dict(json.loads(row["headers"]))
    return Response(row["body"], row["status"], headers | {"idempotency-replayed": "true"})
