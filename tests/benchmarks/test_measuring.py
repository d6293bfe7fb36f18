"""What the benchmarks count with."""

from pathlib import Path

import pytest

from tests.benchmarks import table
from tests.benchmarks.measure import Findings, percentile
from tests.benchmarks.relays import Acks
from tests.benchmarks.round_trips import Counter


def found(mine: list[float], theirs: list[float]) -> Findings:
    findings = Findings()
    for one, other in zip(mine, theirs, strict=True):
        findings.note("we", "rate", "events/s", one)
        findings.note("they", "rate", "events/s", other)
    return findings


@pytest.mark.parametrize(("mine", "met"), [([20.0, 10, 60], True), ([20.0, 39, 10], False)])
def test_a_goal_is_judged_by_the_median_of_the_rounds_ratios(mine: list[float], met: bool) -> None:
    findings = found(mine, [10, 20, 30])
    findings.goal("≥ 2 × them", "rate", "we", "they", at_least=2)
    assert findings.goals[0].met is met


def test_a_goal_whose_rival_did_not_run_is_not_judged() -> None:
    findings = Findings()
    findings.note("we", "rate", "events/s", 1)
    findings.goal("≥ 2 × them", "rate", "we", "they", at_least=2)
    assert findings.goals == []


def test_a_missed_goal_stands_in_the_table_as_missed() -> None:
    findings = found([1], [1])
    findings.goal("≥ 2 × them", "rate", "we", "they", at_least=2)
    assert "| ≥ 2 × them | 1 (1 – 1) | **missed** |" in table.row("a-row", "A row", findings, "today")


def test_rows_are_found_again_in_what_was_written() -> None:
    rows = {name: table.row(name, name.title(), found([1], [2]), "today") for name in ("one", "two")}
    assert table.rows_in("\n".join(["# Benchmarks\n", *rows.values()]), ["one", "two", "three"]) == rows


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0, 0.5, 0.99, 1)] == [1, 50, 99, 100]


def test_an_acknowledgement_is_dated_by_the_line_that_reached_its_count(tmp_path: Path) -> None:
    acks = Acks(tmp_path / "acks")
    acks.file.write_bytes(b"100 1\n200 3\n30")
    assert acks.count == 3
    assert acks.when(2) == 200
    acks.file.write_bytes(b"100 1\n200 3\n300 4\n")
    assert (acks.count, acks.when(4)) == (4, 300)


def test_messages_that_wait_for_an_answer_are_counted_however_they_are_cut() -> None:
    bind, sync, query = b"B\0\0\0\x06ab", b"S\0\0\0\x04", b"Q\0\0\0\x0aselect"
    counter, waiting = Counter(), bytearray()
    for octet in bind + sync + query + sync:
        waiting.append(octet)
        counter.read(waiting)
    assert counter.asked == 3
    assert not waiting
