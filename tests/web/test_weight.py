"""Pages are light: all scripts together, and the first load of what every page needs."""

import gzip

from shared.pages.screen import STATIC

KILOBYTE = 1000


def weight(*patterns: str) -> int:
    """Bytes of these files as the front door sends them."""
    files = sorted({file for pattern in patterns for file in STATIC.glob(pattern)})
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def test_all_scripts_together_are_light() -> None:
    assert weight("*.js") <= 30 * KILOBYTE


def test_what_every_page_needs_leaves_room_for_the_page() -> None:
    assert weight("*.js", "*.css", "*.svg") <= 50 * KILOBYTE
