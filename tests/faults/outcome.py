"""What is kept of a run: as JSON in the state file, for the results and for going on after an interruption."""

from collections import Counter

from pydantic import BaseModel, Field


class Outcome(BaseModel):
    """One run of one seed."""

    kind: str
    """episode or whole"""
    seed: int
    at: str
    seconds: float
    faults: Counter[str]
    hits: Counter[str]
    recoveries: dict[str, list[float]]
    acknowledged: int
    tries: Counter[str]
    longest_answer: float
    counts: Counter[str]
    lost: list[str] = Field(default_factory=list)
    double: list[str] = Field(default_factory=list)
    disorder: list[str] = Field(default_factory=list)
    wrong: list[str] = Field(default_factory=list)
    armed: int = 0
    surprises: list[str] = Field(default_factory=list)

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
