"""Photos of a product: what a phone sends becomes two plain pictures that say nothing but what they show."""

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError

from services.registration.domain.texts import refused

MOST_BYTES = 10 * 2**20
"""Of one photo, as it comes."""
MOST_PHOTOS = 10
"""Of one product."""
MOST_PIXELS = 60_000_000
"""More than any phone takes; a small file can claim to be far larger, to use up whoever opens it."""
MOST_UNPACKED = 12_500_000
"""What is unpacked at most, at four bytes a pixel and several times; of a larger JPEG only a smaller one is."""
TYPES = ("JPEG", "PNG", "WEBP")
LARGE, SMALL = "besar", "kecil"
SIDES: Mapping[str, int] = {LARGE: 1600, SMALL: 320}
"""The longer side of each size that is kept, in pixels."""
QUALITY = 80
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error)
"""What Pillow says of files that are none of these pictures, or broken ones."""
FAR_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a photo shows, as JPEG in each size."""

    width: int
    height: int
    contents: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo of a product, and who added it."""

    id: UUID
    city: str
    product_id: UUID
    width: int
    height: int
    added_by: str
    entered_as: str
    added_at: datetime
    let_go_at: datetime | None = None

    def place(self, size: str) -> str:
        """Where what it shows is kept."""
        return place_of(self.city, self.product_id, self.id, size)


def place_of(city: str, product_id: UUID, id: UUID, size: str) -> str:
    """Where a photo's picture is kept, below what the operator names."""
    return f"{city}/{product_id}/{id}-{size}.jpg"


def read_picture(content: bytes) -> Picture:
    """The picture in a file, upright and without anything else that the file says: place, camera, time.

    Whatever the file is called, it is a JPEG, PNG or WebP inside, or it is refused.
    """
    if len(content) > MOST_BYTES:
        raise refused("photo-too-large")
    try:
        with Image.open(io.BytesIO(content), formats=TYPES) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise refused("photo-too-fine")
            opened.draft("RGB", (SIDES[LARGE], SIDES[LARGE]))
            if opened.width * opened.height > MOST_UNPACKED:
                raise refused("photo-too-fine")
            plain = _plain(opened)
    except FAR_TOO_LARGE as huge:
        raise refused("photo-too-fine") from huge
    except UNREADABLE as broken:
        raise refused("photo-unreadable") from broken
    large = _fitted(plain, LARGE)
    contents = {LARGE: _written(large), SMALL: _written(_fitted(large, SMALL))}
    return Picture(large.width, large.height, contents)


def require_room(there: int, new: int) -> None:
    """A product has a few photos, and something has to be sent."""
    if new == 0:
        raise refused("photo-missing")
    if there + new > MOST_PHOTOS:
        raise refused("photo-too-many", most=MOST_PHOTOS)


def differing_photos(before: Sequence[UUID], after: Sequence[UUID]) -> tuple[list[UUID], list[UUID]]:
    """Which photos of two revisions were removed, and which were added."""
    return [photo for photo in before if photo not in after], [photo for photo in after if photo not in before]


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, in colours without transparency, and new: nothing of what stands beside the pixels comes along."""
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        plain = Image.new("RGB", upright.size, "white")
        plain.paste(upright, mask=upright.getchannel("A"))
        return plain
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))
    return plain


def _fitted(picture: Image.Image, size: str) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((SIDES[size], SIDES[size]))
    return fitted


def _written(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()
