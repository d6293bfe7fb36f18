"""One line of a story: who does what to a product, as `alfamidi rejects: Sudah ada barang sejenis`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

LATER = "later"
"""Not an act: what follows it happens in the next chapter, when time has moved."""

OF_OWNERS: Mapping[str, str] = {
    "submits": "diajukan",
    "is refused": "belum dapat diajukan",
    "mends": "diperbaiki",
    "resubmits": "diajukan ulang",
    "withdraws": "ditarik",
}
OF_OFFICERS: Mapping[str, str] = {
    "passes": "dinilai lolos",
    "passes if": "dinilai lolos bersyarat",
    "must mend": "dinilai perlu pembinaan",
    "is rejected": "dinilai tidak lolos",
    "has met it": "syarat dipenuhi",
    "lets it lapse": "syarat gugur",
}
OF_RETAILERS: Mapping[str, str] = {
    "accepts": "diterima",
    "asks for a sample": "minta sampel",
    "rejects": "ditolak",
    "stays silent": "tidak menjawab",
    "is refused terms": "permintaan terlalu besar",
    "drafts": "rancangan PKS",
    "is refused a signature": "belum dapat ditandatangani",
    "signs": "PKS",
    "is declined": "ditolak pelaku usaha",
}
DEPARTMENTS = ("diskop", "disperindag")


@dataclass(frozen=True, slots=True)
class Act:
    """What is done, by which department or retailer if not by the usual ones, and in which words."""

    verb: str
    by: str | None = None
    text: str = ""


def way_of(acts: Iterable[Act]) -> str:
    """A story in short steps: what one department or retailer does in a row is one of them."""
    return " → ".join(step for by, some in groupby(acts, key=lambda act: act.by) for step in _steps(by, list(some)))


def _steps(by: str | None, acts: list[Act]) -> list[str]:
    if by is None:
        return [OF_OWNERS.get(act.verb) or OF_OFFICERS[act.verb] for act in acts]
    words = OF_OFFICERS if by in DEPARTMENTS else OF_RETAILERS
    return [f"{by.capitalize()}: {', '.join(words[act.verb] for act in acts)}"]


def read_act(line: str) -> Act:
    """The act that a line tells of. Raises ValueError for a line that tells of none."""
    words, _, text = line.partition(": ")
    if words in OF_OWNERS or words in OF_OFFICERS:
        return Act(words, None, text)
    by, _, verb = words.partition(" ")
    if verb in (OF_OFFICERS if by in DEPARTMENTS else OF_RETAILERS):
        return Act(verb, by, text)
    raise ValueError(f"nobody knows how to play {line!r}")


def read_chapters(lines: tuple[str, ...]) -> tuple[tuple[Act, ...], ...]:
    """The acts of each chapter, cut where a line says `later`."""
    chapters: list[list[Act]] = [[]]
    for line in lines:
        if line == LATER:
            chapters.append([])
        else:
            chapters[-1].append(read_act(line))
    return tuple(map(tuple, chapters))
