"""How often a submission makes the process wait for its database."""

from tests.benchmarks import round_trips
from tests.benchmarks.submit import ROUND_TRIPS
from tests.registration.conftest import Registration, opened


async def test_a_submission_asks_the_database_six_times_at_most(registration: Registration) -> None:
    business = await registration.register()
    products = [await registration.draft(business) for _ in range(2)]
    async with round_trips.counted(registration.settings.database_url) as (dsn, counter):
        settings = registration.settings.model_copy(update={"database_url": dsn})
        async with opened(settings, registration.owner_dsn) as counted:
            for product in products:  # the first one connects and prepares
                counter.asked = 0
                answer = await counted.post("yohana", f"/products/{product}/submissions")
                assert answer.status_code == 201
            assert counter.asked == ROUND_TRIPS
