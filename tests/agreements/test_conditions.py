"""A retailer is told on which conditions a product passed, and until when each is to be met."""

import re
from datetime import date
from uuid import UUID

from shared.events.curation import Condition
from tests.agreements.conftest import Agreements
from tests.agreements.samples import curated

LABEL = Condition(condition_id=UUID(int=1), text="Ganti <label>.", due=date(2026, 12, 24))
TEST = Condition(condition_id=UUID(int=2), text="Uji laboratorium", due=date(2027, 1, 4))
SAID = [{"condition_id": str(c.condition_id), "text": c.text, "due": c.due.isoformat()} for c in (LABEL, TEST)]


async def test_the_retailer_and_its_systems_are_told_the_conditions(ambon: Agreements) -> None:
    place = await ambon.offer(outcome="lolos-bersyarat", conditions=(LABEL, TEST))
    told = await ambon.announced("product-offered", "offer-made")
    assert [event["conditions"] for event in told] == [SAID, SAID]
    page = (await ambon.page("rina", f"/penawaran/{place}")).text
    assert "Ganti &lt;label&gt;, paling lambat 24 Desember 2026" in page
    assert "Uji laboratorium, paling lambat 4 Januari 2027" in page


async def test_a_condition_that_is_met_is_gone_from_the_offer(ambon: Agreements) -> None:
    place = await ambon.offer(outcome="lolos-bersyarat", conditions=(LABEL, TEST))
    await ambon.hear(curated(outcome="lolos-bersyarat", conditions=(TEST,), met=LABEL))
    page = (await ambon.page("rina", f"/penawaran/{place}")).text
    assert re.findall(r"<li>(.*), paling lambat", page) == ["Uji laboratorium"]
    assert await ambon.announced("offer-changed") == []
    await ambon.hear(curated(met=TEST))
    assert "syarat" not in (await ambon.page("rina", f"/penawaran/{place}")).text
    assert len(await ambon.announced("offer-changed")) == 1


async def test_a_memorandum_that_comes_later_offers_with_the_conditions_that_are_left(ambon: Agreements) -> None:
    await ambon.hear(curated(outcome="lolos-bersyarat", conditions=(LABEL, TEST)))
    await ambon.hear(curated(outcome="lolos-bersyarat", conditions=(TEST,), met=LABEL))
    await ambon.sign_mou()
    [told] = await ambon.announced("product-offered")
    assert told["conditions"] == SAID[1:]


async def test_an_offer_from_before_conditions_were_kept_says_that_there_are_some(ambon: Agreements) -> None:
    place = await ambon.offer(outcome="lolos-bersyarat")
    page = (await ambon.page("rina", f"/penawaran/{place}")).text
    assert "Produk lolos kurasi dengan syarat yang belum dipenuhi." in page
    assert "paling lambat 24" not in page
