"""Every guard that can be taken out still stands where its patch says, and the test that must notice is there."""

import re

import pytest

from tests.mutants.run import ROOT, MovedOn, Mutant, list_mutants

MUTANTS = list_mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_the_test_that_must_notice_is_there(mutant: Mutant) -> None:
    file, _, name = mutant.test.partition("::")
    assert f"def {name}" in (ROOT / file).read_text()


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_the_guard_can_still_be_taken_out(mutant: Mutant) -> None:
    code = (ROOT / mutant.file).read_text()
    assert mutant.without_guard(code) != code


def test_code_that_has_moved_on_is_told() -> None:
    with pytest.raises(MovedOn, match=re.escape(MUTANTS[0].file)):
        MUTANTS[0].without_guard("another text")
