"""How the workload speaks to services: it asks under one Idempotency-Key until it has an answer."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Self
from uuid import UUID

import httpx

from tests.tokens import token

PATIENCE = 3.0
"""Seconds for one try: a process that stands still, or a server that is held, answers later than that or never."""
LIMIT = 120.0
"""Seconds in which there must be an answer, whatever happens meanwhile."""
PAUSE = 0.1


class Turned(Exception):
    """A service said no where that has no reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said at last."""

    status: int
    body: dict[str, Any]


class Client:
    """Somebody who never gives up. `urls` gives where a service may be asked: each try goes to one of these."""

    def __init__(self, seed: int, urls: Callable[[str], Sequence[str]]) -> None:
        self.acknowledged = 0
        self.tries: Counter[str] = Counter()
        """How tries ended that had to be repeated."""
        self.longest = 0.0
        """Seconds that the slowest answer took."""
        self._random = Random(f"client/{seed}")
        self._urls = urls
        self._tokens: dict[str, str] = {}
        self._http = httpx.AsyncClient(trust_env=False, timeout=PATIENCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def post(
        self, who: str, service: str, path: str, body: Mapping[str, Any], *, until: Sequence[int] = ()
    ) -> dict[str, Any]:
        """What was done. Raises Turned."""
        answer = await self.try_post(who, service, path, body, until=until)
        if answer.status >= 400:
            raise Turned(f"{who}, {service}{path}: {answer.status} {answer.body}")
        return answer.body

    async def try_post(
        self, who: str, service: str, path: str, body: Mapping[str, Any], *, until: Sequence[int] = ()
    ) -> Answer:
        """What was done, or why it was refused; statuses in `until` are those of a service that has not heard yet."""
        key = str(UUID(int=self._random.getrandbits(128), version=4))
        begun = time.monotonic()
        while True:
            answer = await self._try(who, service, path, body, key)
            if isinstance(answer, Answer) and answer.status not in until:
                break
            self.tries[str(answer.status if isinstance(answer, Answer) else answer)] += 1
            if time.monotonic() - begun > LIMIT:
                raise Turned(f"{who}, {service}{path}: no answer in {LIMIT:g} s, but {answer}")
            await asyncio.sleep(PAUSE * (1 + self._random.random()))
        self.longest = max(self.longest, time.monotonic() - begun)
        self.acknowledged += answer.status < 400
        return answer

    async def get(self, who: str, service: str, path: str) -> Any:
        """What stands there, or None where that could not be had this time."""
        try:
            answer = await self._http.get(self._url(service, path), headers=self._headers(who))
        except httpx.HTTPError:
            return None
        return answer.json() if answer.status_code == 200 else None

    async def _try(self, who: str, service: str, path: str, body: Mapping[str, Any], key: str) -> Answer | str:
        """An answer, or how the try failed."""
        headers = self._headers(who) | {"idempotency-key": key}
        try:
            answer = await self._http.post(self._url(service, path), json=body, headers=headers)
        except httpx.HTTPError as failure:
            return type(failure).__name__
        return Answer(answer.status_code, answer.json()) if answer.status_code < 500 else str(answer.status_code)

    def _url(self, service: str, path: str) -> str:
        return f"{self._random.choice(self._urls(service))}/{service}{path}"

    def _headers(self, who: str) -> dict[str, str]:
        if who not in self._tokens:
            self._tokens[who] = token(who, exp=int(time.time()) + 86400 * 365)
        return {"authorization": f"Bearer {self._tokens[who]}"}
