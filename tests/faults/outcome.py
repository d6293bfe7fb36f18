"""What is kept of a run: a line of JSON, for the results and for going on after an interruption."""

from collections import Counter

from pydantic import BaseModel


class Outcome(BaseModel):
    """One run of one seed."""

    kind: str
    """episode or whole"""
    seed: int
    at: str
    commit: str = ""
    """What the code was of, in short; empty where git could not say."""
    dirty: bool = False
    """Whether it had changes beside."""
    seconds: float
    faults: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    recoveries: dict[str, list[float]] = {}
    acknowledged: int
    tries: Counter[str] = Counter()
    longest_answer: float
    counts: Counter[str] = Counter()
    lost: list[str] = []
    double: list[str] = []
    disorder: list[str] = []
    wrong: list[str] = []
    armed: int = 0
    surprises: list[str] = []

    @property
    def failed(self) -> bool:
        """Whether any promise was broken."""
        return bool(self.lost or self.double or self.disorder or self.wrong)

    @property
    def line(self) -> str:
        """The run in a line."""
        verdict = "FAILED" if self.failed else "ok"
        numbers = f"lost {len(self.lost)}, double {len(self.double)}, out of order {len(self.disorder)}"
        return (
            f"{self.kind} {self.seed}: {verdict} in {self.seconds:.0f} s, {self.acknowledged} requests, "
            f"{self.counts['announced']} announced, {self.counts['effects']} effects, "
            f"{self.faults.total()} faults, {self.hits.total()} of {self.armed} deaths where armed; {numbers}"
        )
