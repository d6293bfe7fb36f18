"""What is told of a memorandum while some have agreed or signed and others have not."""

from typing import Any

from services.agreements import domain
from services.agreements.domain import Speaker
from shared.events.agreements import MoUAgreed, MoUPartlyAgreed, MoUPartlySigned
from tests.agreements.samples import CHAIN, MAYOR, MOU_ID, NAMES, NOW, OFFICES, TEXT, TODAY, agreed, drafted, sign

BOTH = ("alfamidi", "indomaret")
ABOUT: dict[str, Any] = {"city": "ambon", "mou_id": MOU_ID, "version": 1, "title": TEXT.title, "retailers": BOTH}


def test_who_agrees_is_told_with_the_offices_and_each_of_the_retailers_that_have_not() -> None:
    mou, first = domain.agree_to_mou(drafted(*BOTH), version=1, speakers=[OFFICES[2]], at=NOW)
    missing = ("diskop", "disperindag", "alfamidi", "indomaret")
    assert first == MoUPartlyAgreed(**ABOUT, parties=("bagian-hukum",), missing=missing)
    _, second = domain.agree_to_mou(mou, version=1, speakers=[CHAIN], at=NOW)
    assert second == MoUPartlyAgreed(**ABOUT, parties=("alfamidi",), missing=("diskop", "disperindag", "indomaret"))


def test_who_agrees_for_two_offices_is_told_once_with_both_and_not_with_what_was_agreed_before() -> None:
    mou, _ = domain.agree_to_mou(drafted(*BOTH), version=1, speakers=OFFICES[:1], at=NOW)
    _, told = domain.agree_to_mou(mou, version=1, speakers=OFFICES, at=NOW)
    assert told == MoUPartlyAgreed(**ABOUT, parties=("disperindag", "bagian-hukum"), missing=BOTH)


def test_the_last_who_agrees_is_not_told_apart_from_that_all_have() -> None:
    mou, _ = domain.agree_to_mou(drafted(*BOTH), version=1, speakers=[*OFFICES, CHAIN], at=NOW)
    other = Speaker("indomaret", "budi", "Mitra Ritel")
    assert domain.agree_to_mou(mou, version=1, speakers=[other], at=NOW)[1] == MoUAgreed(**ABOUT)


def test_who_signs_is_told_with_those_who_have_not() -> None:
    said: dict[str, Any] = {"version": 1, "number": "1/2026", "names": NAMES, "on": TODAY, "at": NOW}
    _, first = domain.sign_mou(agreed(*BOTH), speakers=[MAYOR], **said)
    assert first == MoUPartlySigned(**ABOUT, party="kota", missing=BOTH)
    _, second = domain.sign_mou(sign(agreed(*BOTH), CHAIN), speakers=[MAYOR], **said)
    assert second == MoUPartlySigned(**ABOUT, party="kota", missing=("indomaret",))


def test_a_new_version_misses_everybody_but_who_agrees_to_it() -> None:
    mou = sign(agreed(*BOTH), CHAIN)
    revised, _, _ = domain.revise_mou(mou, TEXT, version=1, changes="Ejaan", names=NAMES, by="kepala", on=TODAY, at=NOW)
    _, told = domain.agree_to_mou(revised, version=2, speakers=[CHAIN], at=NOW)
    assert isinstance(told, MoUPartlyAgreed)
    assert (told.version, told.missing) == (2, ("diskop", "disperindag", "bagian-hukum", "indomaret"))
