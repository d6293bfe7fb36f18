"""From the registration of a business to a signed PKS, by what people see and press, each role in its own browser."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from playwright.async_api import Browser

from tests.browser import agreeing, cast, curating, registering, town, watching
from tests.browser.cast import Cast
from tests.browser.town import Company, Town, Ways
from tests.deploy.conftest import at_work

pytestmark = pytest.mark.timeout(900)
Gather = Callable[[Ways], Company]


@pytest.fixture(scope="session")
def running(chromium: Browser) -> Iterator[Town]:
    """One system for all journeys."""
    with at_work() as operator:
        there = Town(operator, chromium)
        there.open()
        yield there


@pytest.fixture
async def gather(running: Town) -> AsyncIterator[Gather]:
    """Those who take part, with empty browsers."""
    companies: list[Company] = []

    def begin(ways: Ways) -> Company:
        companies.append(Company(running, ways))
        return companies[-1]

    yield begin
    for company in companies:
        await company.part()


@pytest.mark.parametrize(
    ("ways", "people"),
    [
        pytest.param(town.CLICKING, cast.CLICKING, id="by clicking, owners on a phone"),
        pytest.param(town.BY_KEYBOARD, cast.BY_KEYBOARD, id="by keyboard alone, officers on a phone"),
    ],
)
async def test_a_product_comes_from_registration_to_a_signed_pks_and_all_see_it(
    gather: Gather, ways: Ways, people: Cast
) -> None:
    company = gather(ways)
    await _come_to_a_signed_pks(company, people)
    await watching.everybody_sees_what_became_of_it(company, people)
    await watching.auditor_reads_the_trail(company, people)
    await watching.admin_reads_who_did_what(company, people)
    await watching.passers_by_see_it_counted(company, people)
    await registering.assistant_enters_for_an_owner(company, people)
    assert company.troubles == []


async def test_it_comes_there_where_scripts_are_switched_off(gather: Gather) -> None:
    company = gather(town.WITHOUT_SCRIPTS)
    await _come_to_a_signed_pks(company, cast.WITHOUT_SCRIPTS)
    assert company.troubles == []


async def _come_to_a_signed_pks(company: Company, people: Cast) -> None:
    await registering.admin_opens_the_city(company, people)
    await registering.buyer_accepts_the_invitation(company, people)
    owner = await registering.owner_registers(company, people)
    await registering.owner_submits_a_product(owner, people)
    await curating.curators_ask_for_a_correction(company, people)
    await registering.owner_mends_and_submits_again(company, people, curating.ASKED)
    await curating.curators_let_it_pass(company, people)
    await agreeing.offices_and_chain_agree_on_a_memorandum(company, people)
    await agreeing.mayor_and_chain_sign_the_memorandum(company, people)
    await agreeing.chain_accepts_the_offer_and_drafts_a_pks(company, people)
    await agreeing.both_sign_the_pks(company, people)
