"""Pages of the messages' texts: every one can be read before it is ever sent, by those who answer for the city."""

import pytest

from services.notifications.domain import LISTS, WHO_IS_TOLD, name_for_many
from tests.notifications.conftest import Notifications
from tests.notifications.facts import assigned

TEMPLATES = sorted({template for _, _, template in WHO_IS_TOLD} | {"person-invited", *map(name_for_many, LISTS)})


@pytest.fixture
async def admin(notifications: Notifications) -> Notifications:
    await notifications.hear(assigned("admin", "admin-kota"), assigned("selvi", "kurator-diskop"))
    return notifications


async def test_every_text_is_listed_by_its_title_and_shown_in_both_languages(admin: Notifications) -> None:
    listed = (await admin.page("admin", "/teks")).text
    for template in TEMPLATES:
        page = await admin.page("admin", f"/teks/{template}")
        assert page.status_code == 200, template
        title = page.text.split('lang="id"><h2>')[1].partition("</h2>")[0]
        assert f'/teks/{template}">{title}</a>' in listed
        assert page.text.count('lang="en"><h2>') == page.text.count('lang="id"><h2>') > 0


async def test_a_text_is_shown_once_for_each_way_in_which_it_turns(admin: Notifications) -> None:
    page = (await admin.page("admin", "/teks/product-curated")).text
    for outcome in ("lolos bersyarat", "perlu pembinaan", "tidak lolos"):
        assert outcome in page
    assert "pendamping menerimanya" in page


async def test_the_text_for_many_is_shown_with_made_up_titles(admin: Notifications) -> None:
    page = (await admin.page("admin", "/teks/offer-closed-many")).text
    assert page.count("- Penawaran Sambal Roa Tifa kepada ") > 2
    assert "- dan 2 lainnya" in page
    assert "http://127.0.0.1:8000/agreements/penawaran?keadaan=closed" in page


async def test_others_do_not_read_them_and_there_are_no_other_texts(admin: Notifications) -> None:
    assert (await admin.page("selvi", "/teks")).status_code == 403
    assert (await admin.page("admin", "/teks/greeting")).status_code == 404
