"""How the player speaks to the system: over the front door alone, a few requests at a time, each under a stable key."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import httpx

PATIENCE = 30.0
"""Seconds in which what one service announced reaches the others, whose answer until then is 403, 404 or awaited."""
NOT_YET = {403, 404, 503}
PAUSE = 0.2
PAGE = 500


class Turned(Exception):
    """The system answered no; `code` is the problem's own."""

    def __init__(self, who: str, what: str, answer: httpx.Response) -> None:
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.code = str(problem.get("code", answer.status_code))
        self.status = answer.status_code
        self.detail = str(problem.get("detail", answer.text[:200]))
        faults = "; ".join(f"{f['field']}: {f['message']}" for f in problem.get("faults", ()))
        super().__init__(f"{who}, {what}: {self.code} {self.detail} {faults}".strip())


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `replayed` says that it had been given at an earlier play, and nothing was done now."""

    body: dict[str, Any]
    replayed: bool


class Door:
    """The front door, with a token for whoever asks. `mint` gives a person's token."""

    def __init__(self, url: str, mint: Callable[[str], str], *, at_once: int = 12) -> None:
        self._mint = mint
        self._tokens: dict[str, str] = {}
        self._turnstile = asyncio.Semaphore(at_once)
        limits = httpx.Limits(max_connections=at_once, keepalive_expiry=2)
        self._client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, limits=limits)
        self._keys: set[tuple[str, str, str]] = set()
        self.replays = 0

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def post(self, who: str, path: str, body: dict[str, Any], *, key: str) -> Answer:
        """Do something once, whenever this is called with the same key. Raises Turned when the answer stays no."""
        answer = await self._ask("POST", who, path, PATIENCE, json=body, headers={"idempotency-key": key})
        replayed = answer.headers.get("idempotency-replayed") == "true"
        known = (who, path, key) in self._keys
        self._keys.add((who, path, key))
        self.replays += replayed and not known
        return Answer(answer.json(), replayed and not known)

    @property
    def posts(self) -> int:
        """How many different things were done, or found done at an earlier play."""
        return len(self._keys)

    async def get(self, who: str, path: str, **parameters: str | int) -> Any:
        """What stands there. Raises Turned."""
        answer = await self._ask("GET", who, path, PATIENCE, params=parameters)
        return answer.json()

    async def may_read(self, who: str, path: str, **parameters: str) -> bool:
        """Whether it stands there for this person at this moment."""
        try:
            await self._ask("GET", who, path, 0, params=parameters)
        except Turned as no:
            if no.status != httpx.codes.FORBIDDEN:
                raise
            return False
        return True

    async def list(self, who: str, path: str, id: str, **parameters: str) -> list[dict[str, Any]]:
        """A whole list, page by page; `id` names the field by which it goes on."""
        found: list[dict[str, Any]] = []
        while True:
            after = {"after": str(found[-1][id])} if found else {}
            page = await self.get(who, path, limit=PAGE, **parameters, **after)
            found += page
            if len(page) < PAGE:
                return found

    async def _ask(self, method: str, who: str, path: str, patience: float, **request: Any) -> httpx.Response:
        end = time.monotonic() + patience
        while True:
            answer = await self._once(method, who, path, request)
            if answer is not None and answer.is_success:
                return answer
            if time.monotonic() > end or (answer is not None and not _may_change(answer)):
                if answer is None:
                    raise TimeoutError(f"{who}, {method} {path}: nobody answers.")
                raise Turned(who, f"{method} {path}", answer)
            await asyncio.sleep(PAUSE)

    async def _once(self, method: str, who: str, path: str, request: dict[str, Any]) -> httpx.Response | None:
        headers = {"authorization": f"Bearer {self._token(who)}"} | request.get("headers", {})
        async with self._turnstile:
            try:
                return await self._client.request(method, path, **request | {"headers": headers})
            except httpx.TransportError:
                return None

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            self._tokens[who] = self._mint(who)
        return self._tokens[who]


def _may_change(answer: httpx.Response) -> bool:
    """Whether the same request may be answered otherwise when others' announcements have arrived."""
    if answer.status_code != httpx.codes.CONFLICT:
        return answer.status_code in NOT_YET
    code = str(answer.json().get("code"))
    return code.endswith("-awaited") or code == "request-being-forgotten"
