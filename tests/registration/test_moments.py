"""Two things at the same moment: a consent that ends or a contact that is written, and what others do meanwhile."""

import asyncio

from shared.database import transaction as in_cities
from shared.people.functions import ADMIN
from tests.examples import PRODUCT
from tests.messaging.conftest import until
from tests.registration.conftest import Registration, who_wait
from tests.registration.test_routes_businesses import SECOND
from tests.registration.test_routes_contacts import RINA

AMBON = frozenset({"ambon"})


async def test_what_is_submitted_while_the_consent_ends_is_withdrawn_with_it(registration: Registration) -> None:
    business = await registration.register()
    product = await registration.draft(business)
    async with in_cities(registration.pool, cities=AMBON) as submitting:
        await submitting.execute("UPDATE products SET status = 'submitted', revision = 1, submitted_at = now()")
        path = f"/businesses/{business}/consent-withdrawals"
        withdrawing = asyncio.create_task(registration.post("yohana", path))
        await until(lambda: who_wait(registration, 1))
    assert (await withdrawing).json() == {"withdrawn_products": [product]}


async def test_what_is_submitted_after_the_consent_ended_is_refused(registration: Registration) -> None:
    business = await registration.register()
    product = await registration.draft(business)
    async with in_cities(registration.pool, cities=AMBON) as withdrawing:
        await withdrawing.execute("SELECT FROM businesses FOR UPDATE")
        submitting = asyncio.create_task(registration.post("yohana", f"/products/{product}/submissions"))
        await until(lambda: who_wait(registration, 1))
        await withdrawing.execute("SELECT FROM products FOR UPDATE")
        await withdrawing.execute("UPDATE businesses SET consent_withdrawn_at = now()")
    assert (await submitting).json()["code"] == "consent-withdrawn"


async def test_nobody_begins_a_product_while_the_consent_ends(registration: Registration) -> None:
    business = await registration.register()
    async with in_cities(registration.pool, cities=AMBON) as withdrawing:
        await withdrawing.execute("SELECT FROM businesses FOR UPDATE")
        drafting = asyncio.create_task(registration.post("yohana", "/products", {"business_id": business}))
        await until(lambda: who_wait(registration, 1))
        await withdrawing.execute("UPDATE businesses SET consent_withdrawn_at = now()")
    assert (await drafting).json()["code"] == "consent-withdrawn"


async def test_of_two_submissions_at_once_one_counts(registration: Registration) -> None:
    product = await registration.draft(await registration.register())
    async with in_cities(registration.pool, cities=AMBON) as other:
        await other.execute("SELECT FROM products FOR UPDATE")
        path = f"/products/{product}/submissions"
        submitting = [asyncio.create_task(registration.post("yohana", path)) for _ in range(2)]
        await until(lambda: who_wait(registration, 2))
    assert sorted([(await answer).status_code for answer in submitting]) == [201, 422]
    assert len(await registration.announced("product-submitted")) == 1


async def test_of_two_withdrawals_at_once_one_has_the_effect(registration: Registration) -> None:
    business = await registration.register()
    await registration.submit(business)
    path = f"/businesses/{business}/consent-withdrawals"
    answers = await asyncio.gather(registration.post("yohana", path), registration.post("yohana", path))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert len(await registration.announced("product-withdrawn")) == 1


async def test_of_two_cities_that_speak_for_somebody_new_at_once_one_does(registration: Registration) -> None:
    cities = ("ambon", "kediri")
    for city in cities:
        await registration.assign(f"admin-{city}", ADMIN, city=city)
    async with in_cities(registration.pool) as others:
        await others.execute("LOCK TABLE contacts IN SHARE MODE")
        writing = [
            asyncio.create_task(
                registration.post(f"admin-{city}", "/contacts", RINA | {"subject": "rina", "city": city})
            )
            for city in cities
        ]
        await until(lambda: who_wait(registration, 2))
    answers = await asyncio.gather(*writing)
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert [answer.json()["code"] for answer in answers if answer.is_error] == ["contact-of-another-city"]
    assert len(await registration.announced("contact-changed")) == 1


async def test_an_owner_whose_businesses_withdraw_at_once_is_forgotten(registration: Registration) -> None:
    businesses = [await registration.register(), await registration.register(**SECOND)]
    async with in_cities(registration.pool) as others:
        await others.execute("LOCK TABLE contacts IN SHARE MODE")
        withdrawing = [
            asyncio.create_task(registration.post("yohana", f"/businesses/{business}/consent-withdrawals"))
            for business in businesses
        ]
        await until(lambda: who_wait(registration, 2))
    assert [answer.status_code for answer in await asyncio.gather(*withdrawing)] == [201, 201]
    assert await registration.fetch("SELECT FROM contacts") == []
    assert len(await registration.announced("contact-erased")) == 1


async def test_what_somebody_says_while_another_city_forgets_them_is_told_last(registration: Registration) -> None:
    await registration.assign("admin", ADMIN)
    await registration.post("admin", "/contacts", RINA | {"subject": "rina"})
    async with in_cities(registration.pool) as others:
        await others.execute("LOCK TABLE outbox IN SHARE MODE")
        saying = asyncio.create_task(registration.post("rina", "/contacts", RINA | {"city": "kediri"}))
        await until(lambda: who_wait(registration, 1))
        forgetting = asyncio.create_task(registration.post("admin", "/contacts/rina/erasure"))
        await until(lambda: who_wait(registration, 2))
    assert [answer.status_code for answer in await asyncio.gather(saying, forgetting)] == [201, 200]
    last = (await registration.announced())[-1]
    assert (last["type"], last["city"]) == ("contact-changed", "kediri")


async def test_whoever_waits_for_a_business_has_no_product_of_it_in_hand(registration: Registration) -> None:
    """Who ends a consent holds the business and waits for its products; the other way round both would wait."""
    business = await registration.register()
    product = await registration.submit(business)
    async with in_cities(registration.pool, cities=AMBON) as other:
        await other.execute("SELECT FROM businesses FOR UPDATE")
        editing = asyncio.create_task(registration.post("yohana", f"/products/{product}/sheet", PRODUCT))
        await until(lambda: who_wait(registration, 1))
        await other.execute("SELECT FROM products FOR UPDATE NOWAIT")
    assert (await editing).status_code == 200
