"""HTTP clients that cost little: requests made beforehand, on connections that stay open."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

IDLE = 4
"""Seconds after its last answer at which a connection is opened anew: servers close theirs after five."""


@dataclass
class Answers:
    """What came back, and how long each took (seconds)."""

    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def check(self) -> None:
        """Raise when an answer was not one of success."""
        if self.wrong:
            raise AssertionError(f"{len(self.wrong)} of {len(self.waits)} requests failed: {self.wrong[0]}")


class Connection:
    """One connection, one request at a time."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._port, self._reader, self._writer = port, reader, writer
        self._answered = time.monotonic()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request that was written beforehand; give status and body."""
        status, _, body = await self.ask_whole(request)
        return status, body

    async def ask_whole(self, request: bytes) -> tuple[int, bytes, bytes]:
        """The same with the answer's head, status line included."""
        if time.monotonic() > self._answered + IDLE:
            self.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        body = await self._reader.readexactly(int(header(head, b"content-length") or 0))
        self._answered = time.monotonic()
        return int(head[9:12]), head, body

    async def time(self, request: bytes, answers: Answers) -> None:
        """The same, noted."""
        begun = time.perf_counter()
        status, body = await self.ask(request)
        answers.waits.append(time.perf_counter() - begun)
        if status >= 400:
            answers.wrong.append(f"{status} {body.decode(errors='replace')}")

    def close(self) -> None:
        """Close it; an answer that is still to come is lost."""
        self._writer.close()


@asynccontextmanager
async def connect(port: int) -> AsyncIterator[Connection]:
    """A connection to a port of this machine."""
    connection = Connection(port, *await asyncio.open_connection("127.0.0.1", port))
    try:
        yield connection
    finally:
        connection.close()


def header(head: bytes, name: bytes) -> bytes | None:
    """One field of an answer's head; the name in small letters."""
    for line in head.split(b"\r\n")[1:]:
        field, _, value = line.partition(b":")
        if field.lower() == name:
            return value.strip()
    return None


def post(path: str, token: str, key: str, body: bytes = b"{}") -> bytes:
    """A POST as bytes."""
    return (
        f"POST {path} HTTP/1.1\r\nhost: gerai\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body


def get(path: str, token: str) -> bytes:
    """A GET as bytes."""
    return f"GET {path} HTTP/1.1\r\nhost: gerai\r\nauthorization: Bearer {token}\r\n\r\n".encode()


async def as_fast_as_answered(port: int, requests: Iterable[bytes], connections: int) -> Answers:
    """Each connection asks again as soon as it is answered."""
    answers, left = Answers(), iter(requests)
    begun = time.perf_counter()
    await asyncio.gather(*(_ask_on(port, left, answers) for _ in range(connections)))
    answers.seconds = time.perf_counter() - begun
    return answers


async def _ask_on(port: int, requests: Iterator[bytes], answers: Answers) -> None:
    async with connect(port) as connection:
        for request in requests:
            await connection.time(request, answers)


async def at_a_rate(port: int, requests: Iterable[bytes], rate: float, connections: int) -> Answers:
    """So many a second, whether answers are quick or slow, as far as the connections reach."""
    answers, due = Answers(), asyncio.Queue[bytes | None]()
    begun = time.perf_counter()
    asking = [asyncio.create_task(_ask_when_due(port, due, answers)) for _ in range(connections)]
    for number, request in enumerate(requests):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        due.put_nowait(request)
    for _ in asking:
        due.put_nowait(None)
    await asyncio.gather(*asking)
    answers.seconds = time.perf_counter() - begun
    return answers


async def _ask_when_due(port: int, due: "asyncio.Queue[bytes | None]", answers: Answers) -> None:
    async with connect(port) as connection:
        while (request := await due.get()) is not None:
            await connection.time(request, answers)
