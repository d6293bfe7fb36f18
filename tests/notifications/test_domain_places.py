"""Where what a message tells of is shown to those whom it is for."""

import pytest

from services.notifications import domain
from services.notifications.domain.places import path_to
from shared.people.functions import OFFICERS
from tests.notifications.facts import example


@pytest.mark.parametrize(
    ("event", "field", "of_officers", "of_others"),
    [
        ("business-registered.v1", "business_id", "/registration/usaha/{}", "/registration/usaha/{}"),
        ("product-curated.v1", "product_id", "/curation/berkas/{}", "/registration/produk/{}"),
        ("consent-withdrawn.v1", "business_id", "/registration/usaha/{}", "/registration/usaha/{}"),
        ("mou-agreed.v1", "mou_id", "/agreements/kesepakatan/{}", "/agreements/kesepakatan/{}"),
        ("offer-answered.v1", "offer_id", "/agreements/penawaran/{}", "/agreements/penawaran/{}"),
        ("pks-drafted.v1", "pks_id", "/agreements/pks/{}", "/agreements/pks/{}"),
    ],
)
def test_a_thing_is_shown_on_its_own_page(event: str, field: str, of_officers: str, of_others: str) -> None:
    told = example(event)
    id = told.__dict__[field]
    assert path_to(told, for_officers=True) == of_officers.format(id)
    assert path_to(told, for_officers=False) == of_others.format(id)


def test_functions_are_shown_to_those_who_watch_over_them_and_ones_own_on_ones_own_page() -> None:
    given = example("function-assigned.v1+by-an-admin")
    assert path_to(given, for_officers=True) == "/registration/admin"
    assert path_to(given, for_officers=False) == "/notifications/beranda"


def test_no_message_is_for_officers_and_for_others_who_would_see_another_page() -> None:
    for _, audiences, template in domain.WHO_IS_TOLD:
        for audience in audiences:
            officers = set(audience.functions) & set(OFFICERS)
            assert officers in (set(), set(audience.functions)), template
