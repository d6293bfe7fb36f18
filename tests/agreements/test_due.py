"""What happens when a day has come or gone, with the clock moved and in the city's own time zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from shared.clock import Clock
from tests.agreements.conftest import Agreements, terms
from tests.agreements.samples import PRODUCT_ID, curated


async def test_a_retailers_silence_becomes_visible_once_and_it_may_still_answer(ambon: Agreements) -> None:
    offer = await ambon.offer()
    ambon.move_clock(14)
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["open"]
    ambon.move_clock(15)
    await ambon.do_due()
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["overdue"]
    (told,) = await ambon.announced("offer-overdue")
    assert (told["offer_id"], told["retailer"]) == (offer, "alfamidi")
    assert (await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "accepted"}))["status"] == "accepted"


async def test_silence_after_a_sample_becomes_visible_too(ambon: Agreements) -> None:
    offer = await ambon.offer()
    ambon.move_clock(10)
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "sample-asked"})
    ambon.move_clock(15)
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["sample-asked"]
    ambon.move_clock(25)
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["overdue"]


async def test_silence_is_announced_though_one_sample_more_is_asked_for_before_the_clock_has_looked(
    ambon: Agreements,
) -> None:
    offer = await ambon.offer()
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "sample-asked"})
    ambon.move_clock(16)
    await ambon.done("rina", f"/offers/{offer}/answers", {"answer": "sample-asked"})
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["overdue"]
    assert [told["offer_id"] for told in await ambon.announced("offer-overdue")] == [offer]


async def test_the_day_ends_at_midnight_in_the_city(ambon: Agreements) -> None:
    await ambon.offer()
    now = Clock().now()
    there = now.astimezone(ZoneInfo("Asia/Jayapura"))
    midnight = (there + timedelta(days=15)).replace(hour=0, minute=0, second=0, microsecond=0)
    ambon.move_clock((midnight - now - timedelta(minutes=1)) / timedelta(days=1))
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["open"]
    ambon.move_clock((midnight - now + timedelta(seconds=1)) / timedelta(days=1))
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["overdue"]


async def test_a_memorandum_signed_ahead_begins_on_its_first_day_and_offers_what_passed(ambon: Agreements) -> None:
    await ambon.hear(curated())
    await ambon.sign_mou(since=5)
    await ambon.do_due()
    assert (await ambon.statuses("mous"), await ambon.statuses("offers")) == (["signed"], [])
    ambon.move_clock(6)
    await ambon.do_due()
    await ambon.do_due()
    assert (await ambon.statuses("mous"), await ambon.statuses("offers")) == (["in-force"], ["open"])
    assert [e["product_id"] for e in await ambon.announced("product-offered")] == [str(PRODUCT_ID)]
    assert len(await ambon.announced("mou-signed")) == 1


async def test_a_memorandum_lapses_after_its_last_day_with_its_offers(ambon: Agreements) -> None:
    await ambon.offer()
    ambon.move_clock(699)
    await ambon.do_due()
    assert await ambon.statuses("mous") == ["in-force"]
    ambon.move_clock(701)
    await ambon.do_due()
    await ambon.do_due()
    assert (await ambon.statuses("mous"), await ambon.statuses("offers")) == (["ended"], ["closed"])
    assert [e["how"] for e in await ambon.announced("mou-ended")] == ["lapsed"]


async def test_a_memorandum_whose_whole_term_passed_unnoticed_never_begins(ambon: Agreements) -> None:
    await ambon.hear(curated())
    await ambon.sign_mou(since=5, until=20)
    ambon.move_clock(30)
    await ambon.do_due()
    assert (await ambon.statuses("mous"), await ambon.statuses("offers")) == (["ended"], [])


async def test_an_agreement_lapses_after_its_last_day(ambon: Agreements) -> None:
    await ambon.sign_pks()
    ambon.move_clock(372)
    await ambon.do_due()
    assert await ambon.statuses("pks") == ["signed"]
    ambon.move_clock(374)
    await ambon.do_due()
    await ambon.do_due()
    assert await ambon.statuses("pks") == ["ended"]
    told = await ambon.announced("pks-ended", "agreement-ended")
    assert [(e["type"], e["how"]) for e in told] == [("pks-ended", "lapsed"), ("agreement-ended", "lapsed")]


async def test_what_was_not_signed_in_its_term_comes_to_rest(ambon: Agreements) -> None:
    await ambon.draft_pks()
    await ambon.agree_mou(until=300)
    ambon.move_clock(374)
    await ambon.do_due()
    assert (await ambon.statuses("pks"), await ambon.statuses("mous")) == (["ended"], ["in-force", "ended"])
    told = await ambon.announced("pks-ended", "mou-ended")
    assert {(e["type"], e["how"], e.get("reason")) for e in told} == {
        ("pks-ended", "void", "term-over"),
        ("mou-ended", "abandoned", None),
    }


async def test_what_one_party_alone_has_signed_falls_away_after_30_days_and_leaves_the_offer_free(
    ambon: Agreements,
) -> None:
    pks = await ambon.draft_pks()
    [offer] = [row["id"] for row in await ambon.fetch("SELECT id FROM offers")]
    await ambon.done("rina", f"/pks/{pks}/signatures", {"version": 1})
    [told] = await ambon.announced("pks-partly-signed")
    assert (await ambon.get("rina", f"/pks/{pks}")).json()["sign_by"] == told["sign_by"]
    for subject in ("rina", "yohana"):
        assert "sesudahnya PKS ini gugur" in (await ambon.page(subject, f"/pks/{pks}")).text
    assert "paling lambat" in (await ambon.page("rina", "/pks")).text
    ambon.move_clock(30)
    await ambon.do_due()
    assert await ambon.statuses("pks") == ["draft"]
    ambon.move_clock(31)
    late = await ambon.post("yohana", f"/pks/{pks}/signatures", {"version": 1})
    assert late.json()["code"] == "pks-ended"
    await ambon.do_due()
    await ambon.do_due()
    ended = [(e["how"], e["reason"]) for e in await ambon.announced("pks-ended")]
    assert ended == [("void", "signature-missing")]
    assert await ambon.announced("agreement-ended") == []
    assert "Salah satu pihak tidak menandatanganinya" in (await ambon.page("rina", f"/pks/{pks}")).text
    await ambon.done("rina", f"/offers/{offer}/pks", {"terms": terms()})
    assert sorted(await ambon.statuses("pks")) == ["draft", "ended"]


async def test_what_somebody_else_holds_is_left_to_the_next_round(ambon: Agreements) -> None:
    await ambon.offer()
    ambon.move_clock(15)
    async with ambon.begin() as other:
        await other.connection.execute("SELECT FROM offers FOR UPDATE")
        await ambon.do_due()
        assert await ambon.statuses("offers") == ["open"]
    await ambon.do_due()
    assert await ambon.statuses("offers") == ["overdue"]
