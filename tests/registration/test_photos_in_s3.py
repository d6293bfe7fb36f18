"""Photos may be kept in S3, Amazon's or another one; a setting with which they could not be ends the start."""

from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError

from services.registration import sender, settings
from shared.clock import Clock
from shared.settings import explain
from tests.registration.conftest import Registration
from tests.registration.s3 import KEY_ID, REGION, Bucket, bucket_on_loopback
from tests.registration.test_pages_businesses import OFFICER, people
from tests.registration.test_photos import opened, photos_of, picture

PLACE = "s3://foto/gerai"


@pytest.fixture
async def bucket(registration: Registration, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bucket]:
    async with bucket_on_loopback() as bucket:
        for name, value in {
            "REGISTRATION_PHOTOS": PLACE,
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": "rahasia",
            "AWS_REGION": REGION,
            "AWS_ENDPOINT": f"http://127.0.0.1:{bucket.port}",
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        settings.photos.cache_clear()
        yield bucket
        settings.photos.cache_clear()


async def test_photos_are_put_got_and_deleted_in_s3(registration: Registration, bucket: Bucket) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    assert await sender.send(registration.pool, Clock())
    folder = f"/foto/gerai/ambon/{product}"
    assert set(bucket.objects) == {f"{folder}/{photo}-besar.jpg", f"{folder}/{photo}-kecil.jpg"}
    assert await registration.fetch("SELECT FROM photo_contents") == []
    shown = await registration.page(OFFICER, f"/foto/{photo}?ukuran=kecil")
    assert shown.content == bucket.objects[f"{folder}/{photo}-kecil.jpg"]
    assert opened(shown.content).size == (320, 160)
    path = f"/produk/{product}"
    await registration.form("yohana", path, action=f"{path}/foto/{photo}/buang")
    while await sender.send(registration.pool, Clock()):
        pass
    assert bucket.objects == {}
    assert await registration.fetch("SELECT FROM photos_forgotten") == []


async def test_a_photo_that_is_not_in_s3_is_said_to_be_away(registration: Registration, bucket: Bucket) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    await sender.send(registration.pool, Clock())
    bucket.objects.clear()
    assert (await registration.page(OFFICER, f"/foto/{photo}")).status_code == 503


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "minio:9000", ""])
@pytest.mark.parametrize("allowed", ["", "false"])
async def test_an_endpoint_that_would_not_be_asked_ends_the_start(
    registration: Registration, monkeypatch: pytest.MonkeyPatch, endpoint: str, allowed: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT", endpoint)
    monkeypatch.setenv("AWS_ALLOW_HTTP", allowed)
    assert settings.Settings().photos.endswith("photos")
    monkeypatch.setenv("REGISTRATION_PHOTOS", PLACE)
    with pytest.raises(ValidationError) as wrong:
        settings.Settings()
    said = explain(wrong.value, "registration")
    assert said.startswith("REGISTRATION_PHOTOS: AWS_ENDPOINT must begin with https://")
    assert "AWS_ALLOW_HTTP=true" in said
    monkeypatch.setenv("AWS_ENDPOINT", "https://s3.example")
    assert settings.Settings().photos == PLACE
