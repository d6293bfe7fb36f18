"""Corrections that are picked: the usual ones, and those of the revision before."""

import re

from services.curation.domain import USUAL_CORRECTIONS
from tests.curation.conftest import Curation
from tests.curation.samples import submission


async def test_what_was_asked_for_before_and_what_is_usual_are_ticks_of_their_own(curation: Curation) -> None:
    product_id = await curation.submitted()
    asked = [{"text": f"Perbaikan nomor {number}"} for number in range(20)]
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id, recommendation="mend", corrections=asked)
    await curation.hear(submission(product_id=product_id, revision=2))
    page = (await curation.page("ani", f"/berkas/{product_id}")).text
    names = re.findall(r'name="(corrections-\d+-text)"', page)
    assert len(names) == len(set(names)) == 20 + len(USUAL_CORRECTIONS) + 6


async def test_what_is_usual_is_picked_and_read_in_either_language(curation: Curation) -> None:
    product_id, path = await curation.submitted(), "/berkas/"
    page = (await curation.page("ani", f"{path}{product_id}", **{"accept-language": "en"})).text
    picked = "Daftarkan barcode (GTIN-13) melalui GS1 Indonesia."
    assert f'value="{picked}"> Register a barcode (GTIN-13) with GS1 Indonesia.' in page
    for curator in ("ani", "dewi"):
        await curation.review(curator, product_id, recommendation="mend", corrections=[{"text": picked}])
    asked = (await curation.announced(product_id))[-1][1]["corrections"]
    assert asked[0] == {
        "text": picked,
        "code": "usual-barcode",
        "field": "gtin",
        "department": "diskop",
    }
    await curation.hear(submission(product_id=product_id, revision=2))
    for language, said in (("id", picked), ("en", "Register a barcode (GTIN-13) with GS1 Indonesia.")):
        page = (await curation.page("ani", f"{path}{product_id}", **{"accept-language": language})).text
        earlier = page.partition('name="corrections-100-text"')[2].partition("</label>")[0]
        assert earlier == f' value="{picked}"> {said}'
