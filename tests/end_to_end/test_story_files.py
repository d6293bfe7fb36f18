"""The stories as they are written: enough in them, nothing that nobody could play, and as registration sees it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from pydantic import ValidationError

from deploy import city
from deploy.demo.acts import OF_OFFICERS, OF_OWNERS, OF_RETAILERS, read_act
from deploy.demo.player import PLAYS
from deploy.demo.story import Product, Story, read_calendar, read_story
from services.registration import domain
from services.registration.forms import BusinessForm, ConsentForm, SheetForm
from shared.people.functions import FUNCTIONS

CITIES = ("ambon", "kediri")
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
CONSENT = ConsentForm(text_version="2026-1", given_at=NOW, channel="mandiri")


@pytest.fixture(params=CITIES)
def story(request: pytest.FixtureRequest) -> Story:
    return read_story(request.param)


def test_ambons_story_is_long_enough_to_show_every_way() -> None:
    story = read_story("ambon")
    products = [product for business in story.business for product in business.product]
    assert len(story.business) >= 40
    assert len(products) >= 120
    assert {act.verb for product in products for act in product.all_acts} == PLAYS.keys()


def test_every_act_can_be_played_and_told() -> None:
    assert PLAYS.keys() == OF_OWNERS.keys() | OF_OFFICERS.keys() | OF_RETAILERS.keys()


@pytest.mark.parametrize("line", ["sings", "alfamidi sings", "diskop signs", "accepts"])
def test_a_line_that_nobody_can_play_is_an_error_of_the_file(line: str) -> None:
    with pytest.raises(ValidationError, match="nobody knows"):
        Product(name="Sagu", acts=(line,), ends={})


def test_words_after_a_colon_are_what_is_said() -> None:
    act = read_act("alfamidi rejects: Harga: terlalu tinggi")
    assert (act.by, act.verb, act.text) == ("alfamidi", "rejects", "Harga: terlalu tinggi")


def test_a_story_names_only_people_retailers_and_chapters_that_it_has(story: Story) -> None:
    codes = {retailer.code for retailer in story.retailer}
    assert {person.function for person in story.person} <= FUNCTIONS.keys()
    assert {person.scope for person in story.person} - {None} == codes
    assert {code for mou in story.mou for code in mou.retailers} == codes
    assistants = {person.subject for person in story.person if person.function == "pendamping"}
    assert {business.assistant for business in story.business} - {None} <= assistants
    for business in story.business:
        for product in business.product:
            assert {act.by for act in product.all_acts} - {None, "diskop", "disperindag"} <= codes
            assert product.ends.keys() - {"case"} <= codes
            assert len(product.chapters) <= len(read_calendar().chapter)


def test_every_business_of_a_story_would_be_registered_and_no_number_twice(story: Story) -> None:
    configured = city.read(story.city_file)
    registered = [
        domain.register(
            BusinessForm(city=story.city, consent=CONSENT, **business.form).application(),
            business_id=uuid4(),
            city=configured,
            owner_subject=business.subject,
            entered_by=business.assistant,
            at=NOW,
        )[0]
        for business in story.business
    ]
    for number in ("nib", "nik"):
        assert len({getattr(business, number) for business in registered}) == len(registered)


def test_registration_refuses_just_those_products_that_the_story_says(story: Story) -> None:
    for business in story.business:
        for product in business.product:
            assert _open_points(product.sheet) == (set(product.refused) or _refused_first(product)), product.name
            assert _open_points(product.mended_sheet) == set(product.refused), product.name


def test_no_two_products_share_a_barcode() -> None:
    products = [p for name in CITIES for business in read_story(name).business for p in business.product]
    gtins = [p.mended_sheet["gtin"] for p in products if "gtin" in p.mended_sheet and not p.refused]
    assert len(set(gtins)) == len(gtins)
    assert all(gtin.startswith("899") for gtin in gtins)


def _open_points(sheet: dict[str, object]) -> set[str]:
    return {point.code for point in domain.open_points(SheetForm.model_validate(sheet).sheet(), on=TODAY)}


def _refused_first(product: Product) -> set[str]:
    """The codes of a first attempt that was refused, where a second one was not."""
    return {code for act in product.all_acts if act.verb == "is refused" for code in act.text.split()}
