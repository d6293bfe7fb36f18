"""Photos of products: added from a phone, shown to whoever may read the product, let go."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Literal
from uuid import UUID

import obstore
from fastapi import Depends, Request, Response
from obstore.exceptions import BaseError
from starlette.datastructures import FormData, UploadFile
from starlette.types import Receive, Scope, Send

from services.registration import domain, settings, store
from services.registration.domain import Photo, Picture, Product
from services.registration.routes.product_pages import show_product
from services.registration.routes.rights import (
    OwnerOrAssistant,
    ReaderOrRetailer,
    Sealed,
    may_name,
    pages,
    require_own,
    require_readable,
)
from shared.errors import NotFound
from shared.messaging.transaction import Transaction
from shared.pages import Shown
from shared.people.assignments import Person
from shared.people.functions import RETAILER
from shared.sealing import Seal
from shared.web import Tx, Who

FORM_BYTES = domain.MOST_BYTES + 2**16
"""Of photos with what stands around them in a form."""
ASKED_FOR_EACH_TIME = "private, no-cache"
"""What a photo shows never changes, so a browser may keep it; whether somebody may still see it is for us to say."""
Size = Literal["besar", "kecil"]
ONE_BY_ONE = ThreadPoolExecutor(1, "photos")
"""A picture takes many times the memory of its file, so they are unpacked one after the other."""


async def _unpack(form: FormData) -> list[Picture]:
    """The pictures of a form, without files that nobody chose. Raises Refused for what is none."""
    files = [each for each in form.getlist("foto") if isinstance(each, UploadFile)]
    contents = [content for each in files if (content := await each.read())]
    domain.require_room(0, len(contents))
    loop = asyncio.get_running_loop()
    return [await loop.run_in_executor(ONE_BY_ONE, domain.read_picture, content) for content in contents]


async def _pictures(request: Request) -> list[Picture]:
    pictures: list[Picture] = request.state.prepared
    return pictures


@pages.form(
    "/produk/{id:uuid}/foto",
    shows=show_product,
    largest=FORM_BYTES,
    prepare=_unpack,
    dependencies=OwnerOrAssistant,
)
async def add_photos(
    id: UUID, pictures: Annotated[list[Picture], Depends(_pictures)], screen: Shown, tx: Tx, who: Who, seal: Sealed
) -> Response:
    """Add photos; all of them, or none."""
    product, business, _, photos = await store.lock_product(tx.connection, id, seal)
    function = require_own(who, business)
    domain.require_consent(business)
    domain.require_room(len(photos), len(pictures))
    for picture in pictures:
        photo = Photo(
            id=tx.ids(),
            city=product.city,
            product_id=id,
            width=picture.width,
            height=picture.height,
            added_by=who.subject,
            entered_as=function,
            added_at=tx.now,
        )
        await store.insert_photo(tx.connection, photo, picture)
    return screen.see(f"/registration/produk/{id}", "foto-ditambahkan")


@pages.form("/produk/{id:uuid}/foto/{photo_id:uuid}/buang", shows=show_product, dependencies=OwnerOrAssistant)
async def let_photo_go(id: UUID, photo_id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Take a photo away; what was put forward with it keeps it."""
    _, business, *_ = await store.lock_product(tx.connection, id, seal)
    require_own(who, business)
    domain.require_consent(business)
    photo = await store.get_photo(tx.connection, photo_id)
    if photo.product_id != id:
        raise NotFound(f"photo {photo_id}")
    await store.let_photo_go(tx.connection, photo, tx.now)
    return screen.see(f"/registration/produk/{id}", "foto-dihapus")


@pages.get("/foto/{id:uuid}", dependencies=ReaderOrRetailer)
async def show_photo(id: UUID, request: Request, tx: Tx, who: Who, seal: Sealed, ukuran: Size = "besar") -> Response:
    """A photo, for whoever may read its product and the retailers it was offered to; without the owner's consent, for
    the owner alone. Pages show it as a picture; opened by itself it is a file, and no page of ours."""
    photo = await store.get_photo(tx.connection, id)
    await _require_seen(tx, who, photo, seal)
    tag = f'"{id}-{ukuran}"'
    headers = {"cache-control": ASKED_FOR_EACH_TIME, "etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'attachment; filename="{id}-{ukuran}.jpg"'
    content = await store.find_content(tx.connection, id, ukuran)
    if content is None:
        return Kept(photo.place(ukuran), headers)
    return Response(content, headers=headers, media_type="image/jpeg")


async def _require_seen(tx: Transaction, who: Person, photo: Photo, seal: Seal) -> None:
    product = await store.get_product(tx.connection, photo.product_id)
    business = await store.get_business(tx.connection, product.business_id, seal)
    if not await _was_offered(tx, who, product):
        require_readable(who, business)
    if not may_name(who, business):
        raise NotFound(f"photo {photo.id}")


async def _was_offered(tx: Transaction, who: Person, product: Product) -> bool:
    return any(
        who.holds(RETAILER, city=product.city, scope=retailer)
        for retailer in await store.list_offered(tx.connection, product.id)
    )


class Kept(Response):
    """What is fetched from where it is kept when the transaction is over, for that may be far away."""

    def __init__(self, place: str, headers: Mapping[str, str]) -> None:
        super().__init__(headers=headers, media_type="image/jpeg")
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with it, or say that it cannot be had now."""
        try:
            found = await obstore.get_async(settings.photos(), self._place)
            self.body = bytes(await found.bytes_async())
        except (BaseError, OSError):
            self.status_code = 503
            self.headers.update({"cache-control": "no-store", "retry-after": "2"})
            del self.headers["etag"], self.headers["content-disposition"]
        self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)
