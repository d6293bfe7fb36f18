"""What is kept of a picture: what it shows, and nothing else that is in its file."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, PngImagePlugin

from services.registration import domain
from shared.errors import Refused
from tests.registration.test_photos import MAKER, of_a_phone, opened, picture

SCRIPT = "<script>alert(1)</script>"


def bomb() -> bytes:
    """A PNG of a few bytes that claims to be a picture of a thousand million pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_photo_is_upright_and_says_neither_where_nor_by_what_it_was_taken() -> None:
    read = domain.read_picture(of_a_phone())
    for content in read.contents.values():
        assert b"Rahasia" not in content
        assert b"rahasia" not in content
        assert b"Exif" not in content
        assert not opened(content).getexif()
        assert not opened(content).info.get("comment")
    assert (read.width, read.height) == (200, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_phone_makes_becomes_a_jpeg_of_two_sizes(kind: str) -> None:
    read = domain.read_picture(picture(kind, (3000, 1500)))
    sizes = {size: opened(content).size for size, content in read.contents.items()}
    assert sizes == {"besar": (1600, 800), "kecil": (320, 160)}
    assert {opened(content).format for content in read.contents.values()} == {"JPEG"}


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PDF"])
def test_other_kinds_are_refused_whatever_they_are_called(kind: str) -> None:
    with pytest.raises(Refused, match="bukan foto"):
        domain.read_picture(picture(kind))


@pytest.mark.parametrize(
    "content",
    [b"<script>alert(1)</script>", b"\xff\xd8\xff", picture()[:200], picture("PNG")[:60], b"<svg xmlns='x'/>", b"RIFF"],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="bukan foto"):
        domain.read_picture(content)


def besides(kind: str) -> bytes:
    """A whole picture that is an archive with a script, too, and says script wherever its kind has room for words."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SCRIPT)
    exif = Image.Exif()
    exif[MAKER] = SCRIPT
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.html", SCRIPT)
    return picture(kind, exif=exif, comment=SCRIPT.encode(), pnginfo=words, xmp=SCRIPT.encode()) + archive.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_a_file_is_besides_a_picture_is_gone(kind: str) -> None:
    sent = besides(kind)
    assert SCRIPT.encode() in sent
    assert zipfile.is_zipfile(io.BytesIO(sent))
    for content in domain.read_picture(sent).contents.values():
        assert SCRIPT.encode() not in content
        assert not zipfile.is_zipfile(io.BytesIO(content))
        assert content.endswith(b"\xff\xd9")


def test_a_small_file_that_claims_to_be_huge_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="terlalu besar"):
        domain.read_picture(bomb())
