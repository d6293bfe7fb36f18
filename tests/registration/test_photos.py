"""Photos of products: what they say beside what they show is gone, and only those see them who read the product."""

import asyncio
import io
import re
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from services.registration import sender
from services.registration.routes.photos import ONE_BY_ONE
from shared.clock import Clock
from shared.people.functions import RETAILER
from tests.notifications.facts import example
from tests.registration.conftest import Registration
from tests.registration.test_pages_businesses import ELSEWHERE, OFFICER, people

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 200), **saved: Any) -> bytes:
    """A file of a picture, whose left half is red."""
    drawn = Image.new("RGBA" if kind == "PNG" else "RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    drawn.save(written, kind, **saved)
    return written.getvalue()


def of_a_phone() -> bytes:
    """What a phone makes when it is held upright: turned by its orientation, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Telepon Rahasia"
    exif.get_ifd(GPS).update({1: "S", 2: (3.0, 41.0, 0.0), 3: "E", 4: (128.0, 10.0, 0.0)})
    return picture(exif=exif, comment=b"rahasia")


def opened(content: bytes) -> Image.Image:
    """The picture in an answer."""
    return Image.open(io.BytesIO(content))


async def photos_of(registration: Registration, product: str) -> list[str]:
    answer = await registration.get("yohana", f"/products/{product}")
    return [str(photo) for photo in answer.json()["photos"]]


async def test_photos_are_added_shown_and_put_forward(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    answer = await registration.upload("yohana", product, picture(), of_a_phone())
    assert answer.status_code == 303
    photos = await photos_of(registration, product)
    assert len(photos) == 2
    page = (await registration.page("yohana", f"/produk/{product}")).text
    assert f"/registration/foto/{photos[0]}?ukuran=kecil" in page
    shown = await registration.page("yohana", f"/foto/{photos[0]}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"] == f'attachment; filename="{photos[0]}-besar.jpg"'
    assert "foto.jpg" not in shown.headers["content-disposition"]
    assert opened(shown.content).size == (400, 200)
    await registration.post("yohana", f"/products/{product}/submissions")
    [submitted] = await registration.announced("product-submitted")
    assert submitted["photos"] == photos


async def test_photos_are_taken_with_the_camera_or_chosen_among_those_that_are_there(
    registration: Registration,
) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    page = (await registration.page("yohana", f"/produk/{product}")).text
    camera, gallery = re.findall(r'<input type="file" id="([^"]+)" name="foto" accept="image/\*"([^>]*)>', page)
    assert "capture" in camera[1]
    assert "multiple" not in camera[1]
    assert "multiple" in gallery[1]
    assert "capture" not in gallery[1]
    for id, said in (camera[0], "Ambil foto dengan kamera"), (gallery[0], "Pilih foto dari ponsel"):
        assert f'<label for="{id}">{said}</label>' in page
    nothing_from_the_camera = b""
    assert (await registration.upload("yohana", product, nothing_from_the_camera, picture())).status_code == 303
    assert len(await photos_of(registration, product)) == 1


async def test_a_photo_that_is_sent_twice_is_there_once(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    for _ in range(2):
        assert (await registration.upload("yohana", product, picture(), key="foto-0001")).status_code == 303
    assert len(await photos_of(registration, product)) == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((), "Pilih foto"),
        ((b"",), "Pilih foto"),
        ((b"GIF89a",), "bukan foto"),
        ((picture(), b"x"), "bukan foto"),
        ((picture(),) * 11, "paling banyak 10 foto"),
    ],
)
async def test_what_is_no_photo_is_said_and_nothing_is_added(
    registration: Registration, files: tuple[bytes, ...], said: str
) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    answer = await registration.upload("yohana", product, *files)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="foto-fault"' in answer.text
    assert await photos_of(registration, product) == []


async def test_more_than_ten_megabytes_are_not_read(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    answer = await registration.upload("yohana", product, b"x" * (10 * 2**20 + 2**17))
    assert answer.status_code == 413
    answer = await registration.upload("yohana", product, b"x" * (10 * 2**20 + 1))
    assert answer.status_code == 422


async def test_while_photos_wait_to_be_unpacked_nobody_waits_for_them(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    done = Event()
    ONE_BY_ONE.submit(done.wait, 30)
    async with asyncio.TaskGroup() as tasks:
        uploads = [tasks.create_task(registration.upload("yohana", product, picture())) for _ in range(10)]
        async with asyncio.timeout(20):
            while ONE_BY_ONE._work_queue.qsize() < len(uploads):
                await asyncio.sleep(0.05)
            assert (await registration.post("yohana", f"/products/{product}/submissions")).status_code == 201
        assert not any(upload.done() for upload in uploads)
        done.set()
    assert {upload.result().status_code for upload in uploads} == {303}
    assert len(await photos_of(registration, product)) == 10


async def test_what_comes_without_a_session_is_not_unpacked(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    done = Event()
    ONE_BY_ONE.submit(done.wait, 30)
    async with asyncio.timeout(3):
        answer = await registration.web.post(
            f"/registration/produk/{product}/foto",
            data={"form_token": "invented", "idempotency_key": str(uuid4())},
            files={"foto": picture()},
            headers={"accept": "text/html", "cookie": "gerai-registration=invented", "sec-fetch-site": "same-origin"},
        )
    done.set()
    assert answer.status_code == 401


async def test_a_photo_is_for_whoever_reads_the_product(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    seen = {who: (await registration.page(who, f"/foto/{photo}")).status_code for who in ("yohana", "dina", OFFICER)}
    assert set(seen.values()) == {200}
    unseen = {who: (await registration.page(who, f"/foto/{photo}")).status_code for who in (ELSEWHERE, "budi", "ani")}
    assert unseen == {ELSEWHERE: 404, "budi": 404, "ani": 403}
    assert (await registration.page("yohana", f"/foto/{uuid4()}")).status_code == 404
    signed_out = await registration.web.get(f"/registration/foto/{photo}")
    assert signed_out.status_code == 303
    assert (await registration.upload(OFFICER, product, picture())).status_code == 403
    assert (await registration.upload("budi", product, picture())).status_code == 404


async def test_a_photo_is_for_the_retailers_that_its_product_was_offered_to(registration: Registration) -> None:
    business = await people(registration)
    product, other = await registration.draft(business), await registration.draft(business, name="Sambal Lain")
    for each in (product, other):
        await registration.upload("yohana", each, picture())
    [photo], [unoffered] = await photos_of(registration, product), await photos_of(registration, other)
    for buyer, retailer, city in (
        ("rani", "alfamidi", "ambon"),
        ("indra", "indomaret", "ambon"),
        ("sari", "alfamidi", "kediri"),
    ):
        await registration.assign(buyer, RETAILER, city=city, scope=retailer)
    await registration.hear(*[example("product-offered.v1", city="ambon", product_id=product, retailer="alfamidi")] * 2)
    seen = {who: (await registration.page(who, f"/foto/{photo}")).status_code for who in ("rani", "indra", "sari")}
    assert seen == {"rani": 200, "indra": 404, "sari": 404}
    assert (await registration.page("rani", f"/foto/{unoffered}")).status_code == 404
    assert (await registration.page("rani", f"/produk/{product}")).status_code == 403
    await registration.post("yohana", f"/businesses/{business}/consent-withdrawals")
    assert (await registration.page("rani", f"/foto/{photo}")).status_code == 404


async def test_a_photo_that_a_browser_has_is_asked_for_each_time(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    shown = {size: await registration.page(OFFICER, f"/foto/{photo}?ukuran={size}") for size in ("besar", "kecil")}
    assert {answer.headers["cache-control"] for answer in shown.values()} == {"private, no-cache"}
    assert shown["besar"].headers["etag"] != shown["kecil"].headers["etag"]
    for who in (OFFICER, "yohana"):
        await registration.page(who, "/usaha")
        registration.browsers[who] |= {"if-none-match": f'W/"x", {shown["kecil"].headers["etag"]}'}
    again = await registration.page(OFFICER, f"/foto/{photo}?ukuran=kecil")
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"
    assert (await registration.page(OFFICER, f"/foto/{photo}?ukuran=besar")).status_code == 200
    await registration.post("yohana", f"/businesses/{business}/consent-withdrawals")
    seen = {
        who: (await registration.page(who, f"/foto/{photo}?ukuran=kecil")).status_code for who in (OFFICER, "yohana")
    }
    assert seen == {OFFICER: 404, "yohana": 304}
    del registration.browsers["yohana"]["cookie"]
    assert (await registration.page("yohana", f"/foto/{photo}?ukuran=kecil")).status_code == 303


async def test_without_consent_only_the_owner_sees_photos_and_nobody_changes_them(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    await registration.post("yohana", f"/businesses/{business}/consent-withdrawals")
    assert (await registration.page("yohana", f"/foto/{photo}")).status_code == 200
    for other in (OFFICER, "dina"):
        assert (await registration.page(other, f"/foto/{photo}")).status_code == 404
    assert (await registration.upload("yohana", product, picture())).status_code == 422
    away = await registration.form("dina", "/usaha/daftar", action=f"/produk/{product}/foto/{photo}/buang")
    assert away.status_code == 422
    assert await photos_of(registration, product) == [photo]


async def test_photos_are_carried_to_their_place_and_shown_from_there(
    registration: Registration, tmp_path: Path
) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    assert await sender.send(registration.pool, Clock())
    assert not await sender.send(registration.pool, Clock())
    assert await registration.fetch("SELECT FROM photo_contents") == []
    kept = sorted(file.name for file in (tmp_path / "photos" / "ambon" / product).iterdir())
    assert kept == [f"{photo}-besar.jpg", f"{photo}-kecil.jpg"]
    shown = await registration.page(OFFICER, f"/foto/{photo}?ukuran=kecil")
    assert opened(shown.content).size == (320, 160)
    assert shown.headers["content-disposition"] == f'attachment; filename="{photo}-kecil.jpg"'
    assert shown.headers["x-content-type-options"] == "nosniff"
    (tmp_path / "photos" / "ambon" / product / kept[0]).unlink()
    away = await registration.page(OFFICER, f"/foto/{photo}")
    assert (away.status_code, away.headers["cache-control"]) == (503, "no-store")
    assert not {"etag", "content-disposition"} & set(away.headers)


@pytest.mark.parametrize("carried", [True, False])
async def test_a_photo_that_is_let_go_leaves_nothing(registration: Registration, tmp_path: Path, carried: bool) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    if carried:
        await sender.send(registration.pool, Clock())
    path = f"/produk/{product}"
    for who, status in (("budi", 404), (OFFICER, 403)):
        answer = await registration.form(who, "/usaha/daftar", action=f"{path}/foto/{photo}/buang")
        assert answer.status_code == status
    assert (await registration.form("yohana", path, action=f"{path}/foto/{photo}/buang")).status_code == 303
    while await sender.send(registration.pool, Clock()):
        pass
    assert list(tmp_path.rglob("*.jpg")) == []
    assert await registration.fetch("SELECT FROM photos UNION ALL SELECT FROM photos_forgotten") == []


async def test_a_photo_that_was_put_forward_stays_with_what_was_judged(registration: Registration) -> None:
    business = await people(registration)
    product = await registration.draft(business)
    await registration.upload("yohana", product, picture())
    [photo] = await photos_of(registration, product)
    path = f"/produk/{product}"
    await registration.form("yohana", path, action=f"{path}/ajukan")
    await registration.form("yohana", path, action=f"{path}/foto/{photo}/buang")
    assert await photos_of(registration, product) == []
    assert (await registration.page(OFFICER, f"/foto/{photo}")).status_code == 200
    page = (await registration.page("yohana", path)).text
    assert "Foto berubah sejak revisi 1." in page
    assert f'action="/registration{path}/ajukan"' in page
