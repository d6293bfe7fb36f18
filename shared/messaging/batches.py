"""Batches of records as aiokafka reads them, but for header names that are not UTF-8, at which it gives up.

What of a name is no UTF-8 stands in it as lone surrogates, as in Python's names of files, so that nothing is lost.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecord, _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import decode_varint

OVERHEAD = 12
"""Bytes of a batch before those that its length counts: offset and length."""


class Batches:
    """What one fetch brought of a partition: aiokafka's MemoryRecords, with batches that go on."""

    def __init__(self, octets: bytes) -> None:
        self._octets, self._at = memoryview(octets), 0
        self._batches = MemoryRecords(octets)
        self.has_next, self.size_in_bytes = self._batches.has_next, self._batches.size_in_bytes

    def next_batch(self) -> "Batch":
        """The next batch, of which there must be one."""
        begin, length = self._at, int.from_bytes(self._octets[self._at + 8 : self._at + OVERHEAD])
        self._at += OVERHEAD + length
        return Batch(self._batches.next_batch(), self._octets[begin : self._at])


class Batch:
    """One batch; its records are read by aiokafka, and again by us where that gives up on a name."""

    def __init__(self, batch: Any, octets: memoryview) -> None:
        self._batch, self._octets = batch, octets

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except (UnicodeDecodeError, CorruptRecordException) as broken:  # the latter without aiokafka's extensions
            if not isinstance(broken.__cause__ or broken, UnicodeDecodeError):
                raise
            yield from islice(_AnyNames(self._octets), read, None)


class _AnyNames(_DefaultRecordBatchPy):  # type: ignore[misc]
    """aiokafka's batch in plain Python, which names headers by any bytes: https://kafka.apache.org/documentation/#record"""

    _pos: int

    def _read_msg(self) -> Any:
        end = self._number() + self._pos
        self._pos += 1  # attributes, of which there are none
        written = self.first_timestamp + self._number()
        timestamp = self.max_timestamp if self.timestamp_type == self.LOG_APPEND_TIME else written
        offset = self.base_offset + self._number()
        key, value = self._octets(), self._octets()
        headers = [(self._name(), self._octets()) for _ in range(self._number())]
        if self._pos != end:
            raise CorruptRecordException(f"The record at {offset} does not end where it says.")
        return DefaultRecord(offset, timestamp, self.timestamp_type, key, value, headers)

    def _name(self) -> str:
        return (self._octets() or b"").decode(errors="surrogateescape")

    def _number(self) -> int:
        number, self._pos = decode_varint(self._buffer, self._pos)
        return int(number)

    def _octets(self) -> bytes | None:
        length = self._number()
        begin, self._pos = self._pos, self._pos + max(length, 0)
        return None if length < 0 else bytes(self._buffer[begin : self._pos])


def go_on_at_bad_names() -> None:
    """Have every consumer of this process read like this; aiokafka has no other place where it could be told."""
    fetcher.MemoryRecords = Batches
