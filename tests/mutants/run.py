"""Takes one guard out at a time, in a copy of the tree, and shows that the test which must notice it fails.

Each `*.patch` beside this file says first what goes wrong without the guard, then `Caught by:` and a test.
`make mutants` runs all of them, `make mutants ONLY="inbox-check lane-lock"` some.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.conftest import ON_KAFKA

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
LEFT_OUT = shutil.ignore_patterns(".*")
AT_ONCE = 2 if ON_KAFKA else 4
LIMIT = 300
"""Seconds that one test may take."""
CAUGHT = "caught"
FORGETS = "republish-on-a-new-log"
"""Of a broker that forgets, as only the embedded one does: it has no test on Apache Kafka."""
FAILED, PASSED = 1, 0
"""How pytest ends when tests failed, and when all passed; anything else is an error of ours."""


class MovedOn(Exception):
    """The code is no longer what a patch says."""


@dataclass(frozen=True)
class Mutant:
    """A guard taken out, what that does, and the test that must notice."""

    name: str
    harm: str
    test: str

    file: str
    guarded: str
    unguarded: str

    @classmethod
    def read(cls, patch: Path) -> Self:
        """From a patch of one hunk, before which two lines say what it does and what must catch it."""
        head, _, hunk = patch.read_text().partition("\n@@ ")
        harm, test, *_, new = head.splitlines()
        lines = hunk.splitlines(keepends=True)[1:]
        before, after = ("".join(line[1:] or line for line in lines if line[0] != sign) for sign in "+-")
        return cls(patch.stem, harm, test.removeprefix("Caught by: "), new.removeprefix("+++ b/"), before, after)

    def without_guard(self, code: str) -> str:
        """The file's text with the guard taken out. Raises MovedOn where it does not stand there, or stands twice."""
        if code.count(self.guarded) != 1:
            raise MovedOn(self.file)
        return code.replace(self.guarded, self.unguarded)

    def apply(self, tree: Path) -> None:
        """Take the guard out of a copy of the tree. Raises MovedOn."""
        file = tree / self.file
        file.write_text(self.without_guard(file.read_text()))


def list_mutants() -> list[Mutant]:
    """All of them, by name."""
    return [Mutant.read(patch) for patch in sorted(HERE.glob("*.patch"))]


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the tree, with what Python has compiled of it, without what other tools have left in it."""
    with tempfile.TemporaryDirectory(prefix="gerai-mutant-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        yield tree


def run_tests(tree: Path, tests: Sequence[str], at_once: int = 0) -> tuple[int, str]:
    """Pytest's exit code and what it said; tests stop at the first that fails."""
    how = ["-q", "-x", "-n", str(at_once), "-p", "no:cacheprovider", "-m", "not slow"]
    command = [sys.executable, "-m", "pytest", *how, *tests]
    found = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(command, cwd=tree, env=found, capture_output=True, text=True, timeout=LIMIT, check=False)
    return done.returncode, done.stdout


def judge(mutant: Mutant) -> tuple[Mutant, str, float]:
    """Whether the mutant's test notices it, in a word or in what pytest said."""
    began = time.monotonic()
    with copied() as tree:
        try:
            mutant.apply(tree)
        except MovedOn:
            return mutant, "DOES NOT APPLY", time.monotonic() - began
        code, said = run_tests(tree, [mutant.test])
    verdict = CAUGHT if code == FAILED else "NOT NOTICED" if code == PASSED else f"no verdict:\n{said[-2000:]}"
    return mutant, verdict, time.monotonic() - began


def main(names: Sequence[str]) -> int:
    """Run the mutants of these names, or all; the exit code is 0 only when each of them was caught."""
    meant = [mutant for mutant in list_mutants() if not names or mutant.name in names]
    mutants = [mutant for mutant in meant if not (ON_KAFKA and mutant.name == FORGETS)]
    if missing := set(names) - {mutant.name for mutant in meant}:
        sys.exit(f"No mutant is called {', '.join(sorted(missing))}.")
    with copied() as tree:
        code, said = run_tests(tree, sorted({mutant.test for mutant in mutants}), AT_ONCE)
    if code != PASSED:
        sys.exit(f"Their tests do not pass as the code stands:\n{said[-4000:]}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = [_tell(*judged) for judged in pool.map(judge, mutants)]
    print(f"{verdicts.count(CAUGHT)} of {len(mutants)} caught")
    return verdicts.count(CAUGHT) != len(mutants)


def _tell(mutant: Mutant, verdict: str, seconds: float) -> str:
    print(f"{verdict}\t{mutant.name} ({seconds:.0f} s): {mutant.harm}\n\t{mutant.test}", flush=True)
    return verdict


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
