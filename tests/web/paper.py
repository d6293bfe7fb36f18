"""What of a page stands on paper: all but what the stylesheet leaves out in print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from shared.pages.screen import STATIC

VOID = {"input", "link", "meta", "img", "br"}
SIMPLE = re.compile(r"(?P<tag>[a-z]*)(?:\.(?P<kind>[\w-]+))?(?::not\(:has\((?P<without>[a-z]+)\)\))?")


@dataclass
class Element:
    """A part of a page."""

    tag: str
    kinds: set[str]
    inside: list["Element | str"] = field(default_factory=list)

    def holds(self, tag: str) -> bool:
        """Whether there is such a part in it."""
        return any(each.tag == tag or each.holds(tag) for each in self.inside if isinstance(each, Element))

    def matches(self, selector: str) -> bool:
        """Whether a rule with this selector is about it; only the shapes that the print rules have are understood."""
        read = SIMPLE.fullmatch(selector)
        assert read, f"{selector} is not understood here"
        tag, kind, without = read["tag"], read["kind"], read["without"]
        return tag in ("", self.tag) and (not kind or kind in self.kinds) and not (without and self.holds(without))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", set())]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, set((dict(attrs).get("class") or "").split()))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in [each.tag for each in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def left_out() -> list[str]:
    """The selectors of what is not printed."""
    printed = (STATIC / "gerai.css").read_text().partition("@media print {")[2]
    found = re.findall(r"([^{}]+)\{ display: none; \}", printed)
    return [selector.strip() for rule in found for selector in rule.split(",")]


def on_paper(page: str) -> str:
    """What can be read of a page when it is printed."""
    reader = _Reader()
    reader.feed(page)
    return "".join(_printed(reader.open[0], left_out()))


def _printed(element: Element, hidden: list[str]) -> Iterator[str]:
    for each in element.inside:
        if isinstance(each, str):
            yield each
        elif not any(each.matches(selector) for selector in hidden):
            yield from _printed(each, hidden)
