"""Two things at the same moment: a consent that ends, and a product that is put forward meanwhile."""

import asyncio

from shared.database import transaction as in_cities
from tests.messaging.conftest import until
from tests.registration.conftest import Registration, who_wait

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
        await withdrawing.execute("SELECT FROM products FOR UPDATE")
        submitting = asyncio.create_task(registration.post("yohana", f"/products/{product}/submissions"))
        await until(lambda: who_wait(registration, 1))
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
