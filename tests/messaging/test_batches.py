"""What stands in a batch of records is read whole, whatever its headers are called and however it is compressed."""

from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from aiokafka.record.memory_records import MemoryRecords

from shared.messaging.batches import Batches, _AnyNames
from tests.messaging.raw import AnyName

BAD = b"\xff\xfe".decode(errors="surrogateescape")
RECORDS: list[tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]] = [
    (b"key", b"value" * 100, [("ce_id", b"1"), ("empty", b""), ("null", None)]),
    (None, b"value" * 100, []),
    (b"key", None, [("huruf é", b"\xff")]),
    (b"", b"", [("", b"no name")]),
]
ILL = (b"key", b"value" * 100, [("ce_id", b"2"), (BAD, b"3"), ("after", b"4")])
CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}


def batch(records: Sequence[Any], codec: str) -> bytes:
    """As a producer sends it."""
    builder = _DefaultRecordBatchBuilderPy(2, CODECS[codec], 0, -1, -1, 0, 100_000)
    for offset, (key, value, headers) in enumerate(records):
        builder.append(offset, 1000 + offset, key, value, [(AnyName(name), octets) for name, octets in headers])
    return bytes(builder.build())


def read(records: Any) -> list[Any]:
    """Everything in all batches."""
    found = []
    while records.has_next():
        next_batch = records.next_batch()
        assert next_batch.validate_crc()
        found += [(r.offset, r.timestamp, r.key, r.value, r.headers) for r in next_batch]
    return found


@pytest.mark.parametrize("codec", CODECS)
def test_a_bad_name_costs_no_record_before_or_after_it(codec: str) -> None:
    records = [*RECORDS, ILL, *RECORDS]
    octets = batch(records, codec) + batch(RECORDS, codec)
    assert read(Batches(octets)) == [
        (offset, 1000 + offset, *record) for part in (records, RECORDS) for offset, record in enumerate(part)
    ]


@pytest.mark.parametrize("codec", CODECS)
def test_where_nothing_is_wrong_both_ways_of_reading_agree(codec: str) -> None:
    octets = batch(RECORDS, codec)
    ours = [(r.offset, r.timestamp, r.key, r.value, r.headers) for r in _AnyNames(octets)]
    assert read(Batches(octets)) == read(MemoryRecords(octets)) == ours
