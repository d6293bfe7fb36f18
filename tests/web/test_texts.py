"""Every text of a template is there in English, whole and sure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from shared.pages.navigation import ENTRIES
from shared.pages.screen import Templates

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "shared" / "templates", *sorted((ROOT / "services").glob("*/templates"))]
WITH_PAGES = [folder for folder in FOLDERS if list(folder.glob("*.html"))]


def texts_in(folder: Path) -> Iterator[Any]:
    """What is marked as a text in the templates of a folder; shared ones hold the navigation's, too."""
    for template in sorted(folder.rglob("*.html")):
        for _, text, _, _ in extract_from_file("jinja2.ext:babel_extract", template, options={"silent": "false"}):
            yield text
    if folder == FOLDERS[0]:
        yield from (entry.text for entry in ENTRIES)


def catalogue(folder: Path) -> dict[Any, Any]:
    with (folder / "en.po").open("rb") as written:
        return {message.id: message for message in read_po(written, locale="en") if message.id}


@pytest.mark.parametrize("folder", WITH_PAGES, ids=lambda folder: folder.parent.name)
def test_every_text_is_translated(folder: Path) -> None:
    known = catalogue(FOLDERS[0]) | catalogue(folder)
    missing = [text for text in dict.fromkeys(texts_in(folder)) if text not in known or not known[text].string]
    assert missing == []


@pytest.mark.parametrize("folder", WITH_PAGES, ids=lambda folder: folder.parent.name)
def test_no_translation_is_unsure_or_of_nothing(folder: Path) -> None:
    wanted = set(texts_in(folder))
    found = catalogue(folder)
    assert [text for text, message in found.items() if message.fuzzy] == []
    assert [text for text in found if text not in wanted] == []


@pytest.mark.parametrize("folder", WITH_PAGES, ids=lambda folder: folder.parent.name)
def test_every_template_can_be_read(folder: Path) -> None:
    service = folder.parent.name if folder != FOLDERS[0] else "none"
    environment = Templates(service).environment
    for template in folder.rglob("*.html"):
        assert environment.get_template(str(template.relative_to(folder)))
