"""What a retailer and its stores are called, now and before."""

import pytest

from services.agreements import domain
from services.agreements.domain import Branch, Retailer
from shared.errors import Refused
from tests.agreements.samples import ALFAMIDI, STORES
from tests.agreements.test_domain_mou import refusal


@pytest.mark.parametrize("code", ["Alfamidi", "alfa-midi", "", "kota", "usaha", "diskop", "alfa.midi", "x" * 41])
def test_a_retailers_code_is_a_word_that_no_other_party_has(code: str) -> None:
    with pytest.raises(Refused):
        domain.register_retailer(city="ambon", code=code, legal_name="PT Midi", branches=[])


def test_branches_are_named_once() -> None:
    twice = [Branch("A1", "Batu Merah"), Branch("A1", "Passo")]
    with refusal("branch-twice"):
        domain.register_retailer(city="ambon", code="alfamidi", legal_name="PT Midi", branches=twice)


def register(*branches: Branch, before: Retailer | None = None) -> Retailer:
    return domain.register_retailer(
        city="ambon", code="alfamidi", legal_name="PT Midi", branches=branches, before=before
    )


def test_a_store_that_is_called_otherwise_is_still_the_same_store() -> None:
    second = register(Branch("AMB01", "Alfamidi Batu Merah 1"), before=ALFAMIDI)
    third = register(Branch("AMB01", "Alfamidi Galala"), before=second)
    assert third.branches == (Branch("AMB01", "Alfamidi Galala", (STORES[0], "Alfamidi Batu Merah 1")),)
    for said in ("AMB01", "Alfamidi Galala", "Alfamidi Batu Merah 1", STORES[0]):
        assert third.find_store(said) == "Alfamidi Galala"
        assert third.is_among("Alfamidi Galala", [said])


def test_a_store_that_gets_its_old_name_back_has_no_former_one_of_it() -> None:
    there = register(Branch("AMB01", STORES[0]), before=register(Branch("AMB01", "Galala"), before=ALFAMIDI))
    assert there.branches == (Branch("AMB01", STORES[0], ("Galala",)),)


def test_a_name_belongs_to_the_store_that_has_it_now() -> None:
    swapped = register(Branch("AMB01", STORES[1]), Branch("AMB02", STORES[0]), before=ALFAMIDI)
    assert swapped.find_store(STORES[0]) == STORES[0]
    assert swapped.is_among(STORES[1], [STORES[0]])


def test_another_store_is_not_among_them() -> None:
    assert not ALFAMIDI.is_among(STORES[0], ["Alfamidi Latta", "AMB02"])
    assert not register().is_among("Toko A", ["Toko B"])
    assert register().is_among("Toko A", ["Toko A"])
