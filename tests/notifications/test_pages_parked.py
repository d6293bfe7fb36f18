"""Pages of parked events: a city's admin sees and decides about those of their city, and nobody about others'."""

from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord

from shared.messaging import redrive
from shared.people.sessions import Session
from tests.notifications.conftest import Notifications
from tests.notifications.facts import assigned, contact, example, record, submitted
from tests.web.browser import sign_in

PLACE = "/tertunda"
SECRET = "yohana@rahasia.example"


@dataclass
class Parked:
    """The service with an event of each kind parked."""

    there: Notifications
    broken: int
    behind: int
    sealed: int
    elsewhere: int
    cityless: int

    async def state(self, id: int) -> str | None:
        state: str | None = await self.there.pool.fetchval("SELECT state FROM parked WHERE id = $1", id)
        return state

    async def decided(self) -> list[tuple[str, str, str, int]]:
        rows = await self.there.pool.fetch("SELECT * FROM parked_decisions ORDER BY id")
        return [(row["decision"], row["decided_by"], row["why"], row["parked_id"]) for row in rows]

    async def decide(self, who: str, id: int, what: str, **fields: str) -> int:
        """Send the form that stands on an event's page, whether or not it is shown to this person."""
        headers = await sign_in(self.there.pool, "notifications", who)
        session = Session(headers["cookie"].partition("=")[2], who, "")
        own = {"form_token": session.form_token, "idempotency_key": str(uuid4())}
        headers |= {"accept": "text/html", "sec-fetch-site": "same-origin"}
        path = f"/notifications{PLACE}/{id}/{what}"
        return (await self.there.web.post(path, data=own | fields, headers=headers)).status_code


@pytest.fixture
async def parked(notifications: Notifications) -> Parked:
    people = {"admin": "admin-kota", "awas": "pengawas", "selvi": "kurator-diskop"}
    await notifications.hear(*(assigned(subject, function) for subject, function in people.items()))
    await notifications.hear(assigned("jauh", "admin-kota", city="kediri"))
    await notifications.hear(*(assigned("dua", "admin-kota", city=city) for city in ("ambon", "kediri")))
    product = submitted()
    withdrawn = example("product-withdrawn.v1", product_id=product.product_id, business_id=product.business_id)
    far = record(submitted().model_copy(update={"city": "kediri"}))
    nowhere = record(submitted())
    records = [
        replace(record(product), value=b'{"name": "</pre><script>alert(1)</script>"}'),
        record(withdrawn),
        replace(record(contact("yohana", SECRET)), value=f'{{"mail": "{SECRET}"}}'.encode()),
        replace(far, value=b'{"name": "Milik Kediri"}'),
        replace(nowhere, value=b"{}", headers=[each for each in nowhere.headers if each[0] != "ce_city"]),
    ]
    ids = [await _park(notifications, each) for each in records]
    return Parked(notifications, *ids)


async def _park(notifications: Notifications, one: ConsumerRecord) -> int:
    await notifications.consumer.consume([one], "a-log")
    return int(await notifications.pool.fetchval("SELECT max(id) FROM parked"))


async def test_the_list_is_of_ones_own_city(parked: Parked) -> None:
    for who in ("admin", "awas"):
        page = (await parked.there.page(who, PLACE)).text
        assert f"{PLACE}/{parked.broken}" in page
        assert f"{PLACE}/{parked.sealed}" in page
        assert f"{PLACE}/{parked.elsewhere}" not in page
        assert f"{PLACE}/{parked.cityless}" not in page
    far = (await parked.there.page("jauh", PLACE)).text
    assert f"{PLACE}/{parked.elsewhere}" in far
    assert f"{PLACE}/{parked.broken}" not in far
    assert (await parked.there.page("selvi", PLACE)).status_code == 403
    assert (await parked.there.page("admin", f"{PLACE}?kota=kediri")).status_code == 404


async def test_an_event_of_another_city_is_not_there(parked: Parked) -> None:
    assert (await parked.there.page("jauh", f"{PLACE}/{parked.broken}")).status_code == 404
    assert (await parked.there.page("admin", f"{PLACE}/{parked.cityless}")).status_code == 404
    for what, more in (("coba", {}), ("ubah", {"value": "{}"}), ("buang", {})):
        assert await parked.decide("jauh", parked.broken, what, why="ingin", **more) == 404
    assert await parked.state(parked.broken) == "stopped"
    assert await parked.decided() == []


async def test_an_auditor_reads_and_decides_nothing(parked: Parked) -> None:
    page = (await parked.there.page("awas", f"{PLACE}/{parked.broken}")).text
    assert "Isinya tidak lengkap atau tidak sesuai" in page
    assert "/buang" not in page
    for what in ("coba", "buang"):
        assert await parked.decide("awas", parked.broken, what, why="ingin") == 403
    assert await parked.state(parked.broken) == "stopped"


async def test_groups_filters_and_the_list_to_take_away(parked: Parked) -> None:
    page = (await parked.there.page("admin", PLACE)).text
    assert "Menurut sebab" in page
    only = (await parked.there.page("admin", f"{PLACE}?keadaan=behind")).text
    assert f"{PLACE}/{parked.behind}" in only
    assert f"{PLACE}/{parked.broken}" not in only
    table = await parked.there.page("admin", f"{PLACE}?unduh=csv")
    assert len(table.text.splitlines()) == 4
    assert table.text.count("+09:00\r\n") == 3
    both = await parked.there.page("dua", f"{PLACE}?unduh=csv")
    assert (both.text.count("+09:00\r\n"), both.text.count("+07:00\r\n")) == (3, 1)
    assert SECRET not in table.text


async def test_what_an_event_says_is_shown_and_never_run(parked: Parked) -> None:
    page = (await parked.there.page("admin", f"{PLACE}/{parked.broken}")).text
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "ce_type" in page


async def test_a_sealed_one_stays_sealed(parked: Parked) -> None:
    page = (await parked.there.page("admin", f"{PLACE}/{parked.sealed}")).text
    assert "tersegel" in page
    assert "rahasia" not in page
    assert "/ubah" not in page
    assert await parked.decide("admin", parked.sealed, "ubah", value="{}", why="ingin") == 422
    assert await parked.state(parked.sealed) == "stopped"


async def test_an_edited_event_is_handled_and_what_it_said_is_kept(parked: Parked) -> None:
    right = record(submitted()).value.decode()
    assert await parked.decide("admin", parked.broken, "ubah", value=right, why="Nama dibetulkan") == 303
    await redrive.retry_due(parked.there.consumer)
    assert await parked.state(parked.broken) is None
    assert await parked.state(parked.behind) is None
    assert await parked.decided() == [("edit", "admin", "Nama dibetulkan", parked.broken)]
    assert b"alert" in await parked.there.pool.fetchval("SELECT value FROM parked_decisions")


async def test_a_dropped_event_lets_go_what_stands_behind_it(parked: Parked) -> None:
    assert await parked.decide("admin", parked.broken, "buang", why="Ganda") == 303
    await redrive.retry_due(parked.there.consumer)
    assert await parked.state(parked.behind) is None
    page = (await parked.there.page("awas", f"{PLACE}/keputusan")).text
    assert "Ganda" in page
    assert "Dibuang" in page
    assert "Ganda" not in (await parked.there.page("jauh", f"{PLACE}/keputusan")).text


async def test_decisions_are_looked_for_go_on_and_can_be_taken_away(
    parked: Parked, monkeypatch: pytest.MonkeyPatch
) -> None:
    await parked.decide("admin", parked.broken, "coba", why="Sudah 100% dibetulkan")
    await parked.decide("jauh", parked.elsewhere, "buang", why="Ganda <b>")
    place = f"{PLACE}/keputusan"
    event = await parked.there.pool.fetchval("SELECT event_id FROM parked WHERE id = $1", parked.broken)

    async def found(query: str, who: str = "dua") -> tuple[bool, bool]:
        page = (await parked.there.page(who, f"{place}?{query}")).text
        assert ("Tidak ada keputusan yang cocok." in page) == ("dibetulkan" not in page and "Ganda" not in page)
        return "dibetulkan" in page, "Ganda &lt;b&gt;" in page

    assert await found("") == (True, True)
    assert await found("kota=kediri") == await found("cari=JAUH") == await found("keputusan=drop") == (False, True)
    assert await found("cari=0%25") == await found(f"cari={event}") == await found("kota=ambon") == (True, False)
    assert await found("cari=tidak+ada") == (False, False)
    assert await found("cari=ganda", "awas") == (False, False)
    assert (await parked.there.page("awas", f"{place}?kota=kediri")).status_code == 404
    table = (await parked.there.page("dua", f"{place}?unduh=csv")).text.splitlines()
    assert [line.rpartition(",Di")[2] for line in table[1:]] == [
        "buang,jauh,Ganda <b>",
        "coba lagi,admin,Sudah 100% dibetulkan",
    ]
    assert ["+07:00,kediri," in table[1], "+09:00,ambon," in table[2]] == [True, True]
    monkeypatch.setattr("shared.pages.parked.PAGE", 1)
    page = (await parked.there.page("dua", f"{place}?cari=a")).text
    following = page.partition('rel="next"')[0].rpartition('href="/notifications')[2].partition('"')[0]
    rest = (await parked.there.page("dua", following.replace("&amp;", "&"))).text
    assert ("dibetulkan" in page, "dibetulkan" in rest, "Ganda" in rest, 'rel="next"' in rest) == (
        False,
        True,
        False,
        False,
    )


async def test_an_event_is_tried_again(parked: Parked) -> None:
    assert await parked.decide("admin", parked.broken, "coba", why="Sudah dibetulkan") == 303
    assert await parked.state(parked.broken) == "waiting"
    assert await parked.decided() == [("retry", "admin", "Sudah dibetulkan", parked.broken)]


async def test_a_group_is_tried_again_in_ones_own_city_alone(parked: Parked) -> None:
    group = "?keadaan=stopped"
    answer = await parked.there.form("admin", PLACE + group, f"{PLACE}/coba{group}", why="Layanan dibetulkan")
    assert answer.status_code == 303
    assert [id for _, _, _, id in await parked.decided()] == [parked.broken, parked.sealed]
    assert await parked.state(parked.elsewhere) == "stopped"


async def test_a_group_is_tried_again_in_the_city_that_was_chosen_alone(parked: Parked) -> None:
    group = "?kota=kediri&keadaan=stopped"
    shown = (await parked.there.page("dua", PLACE + group)).text
    assert '<option value="kediri" selected>' in shown
    assert f'action="/notifications{PLACE}/coba?kota=kediri&amp;keadaan=stopped&amp;' in shown
    assert (await parked.there.form("dua", PLACE + group, f"{PLACE}/coba{group}", why="Dibetulkan")).status_code == 303
    assert [id for _, _, _, id in await parked.decided()] == [parked.elsewhere]


async def test_a_group_without_a_reason_is_shown_again_as_it_was(parked: Parked) -> None:
    group = "?keadaan=stopped"
    answer = await parked.there.form("admin", PLACE + group, f"{PLACE}/coba{group}", why=" ")
    assert answer.status_code == 422
    assert "Tulis alasannya" in answer.text
    assert f'href="/notifications{PLACE}/{parked.broken}"' in answer.text
    assert f'action="/notifications{PLACE}/coba?kota=&amp;keadaan=stopped&amp;' in answer.text
    assert await parked.decided() == []


@pytest.mark.parametrize(
    ("what", "fields", "said"),
    [("buang", {"why": " "}, "Tulis alasannya"), ("ubah", {"why": "salah", "value": "{"}, "harus berupa JSON")],
)
async def test_nothing_is_decided_without_a_reason_or_by_what_is_no_json(
    parked: Parked, what: str, fields: dict[str, str], said: str
) -> None:
    page = f"{PLACE}/{parked.broken}"
    answer = await parked.there.form("admin", page, f"{page}/{what}", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert await parked.state(parked.broken) == "stopped"


async def test_an_admin_finds_the_way_to_it_and_a_curator_does_not(parked: Parked) -> None:
    assert "/registration/tertunda" in (await parked.there.page("admin", "/beranda")).text
    assert "/registration/tertunda" not in (await parked.there.page("selvi", "/beranda")).text
