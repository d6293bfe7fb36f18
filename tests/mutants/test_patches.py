import pytest

from tests.mutants.run import ROOT, Mutant, copied, list_mutants

MUTANTS = list_mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_the_test_that_must_notice_is_there(mutant: Mutant) -> None:
    file, _, name = mutant.test.partition("::")
    assert f"def {name}" in (ROOT / file).read_text()


def test_every_guard_can_still_be_taken_out() -> None:
    for mutant in MUTANTS:
        with copied() as tree:
            mutant.apply(tree)
