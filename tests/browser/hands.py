"""How somebody works a page: with a mouse, or with nothing but a keyboard."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from playwright.async_api import ElementHandle, FilePayload, Locator, Page

ROUND = 250
"""More than all that a page has to stop at; after so many Tabs it cannot be reached."""
HAS_FOCUS = "(element) => element === document.activeElement"
STOPS_BEFORE = """(element) => {
  const kinds = "a[href], button, input:not([type=hidden], [type=radio]), select, textarea";
  const stops = [...document.querySelectorAll(kinds)].filter((each) => each.checkVisibility() && each.tabIndex >= 0);
  const between = (each) => each.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
    && (document.activeElement === document.body
        || document.activeElement.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING);
  return stops.filter(between).length;
}"""
"""How many there are at least on the way there, so that not after each of them is looked where the focus is."""
IN_GROUP = "(element) => element.name === document.activeElement.name && document.activeElement.type === 'radio'"


class Hands(Protocol):
    """What can be done to a control of a page."""

    async def press(self, control: Locator) -> None:
        """A button, or a link."""

    async def write(self, field: Locator, text: str) -> None:
        """Instead of what stands there."""

    async def write_day(self, field: Locator, day: date) -> None:
        """Into a field for a date."""

    async def choose(self, field: Locator, option: str) -> None:
        """From a list that opens."""

    async def pick(self, radio: Locator) -> None:
        """One of several."""

    async def tick(self, box: Locator) -> None:
        """A box that may be ticked or not."""

    async def attach(self, field: Locator, files: Sequence[FilePayload]) -> None:
        """Files, to a field for them."""


class Mouse:
    """Points at things."""

    async def press(self, control: Locator) -> None:
        await control.click()

    async def write(self, field: Locator, text: str) -> None:
        await field.fill(text)

    async def write_day(self, field: Locator, day: date) -> None:
        await field.fill(day.isoformat())

    async def choose(self, field: Locator, option: str) -> None:
        await field.select_option(label=option)

    async def pick(self, radio: Locator) -> None:
        await radio.check()

    async def tick(self, box: Locator) -> None:
        await box.check()

    async def attach(self, field: Locator, files: Sequence[FilePayload]) -> None:
        await field.set_input_files(files)


class Keyboard:
    """Tabs to things; nothing is ever pointed at."""

    async def press(self, control: Locator) -> None:
        await _reach(control)
        await control.page.keyboard.press("Enter")

    async def write(self, field: Locator, text: str) -> None:
        await _reach(field)
        keys = field.page.keyboard
        await keys.press("Control+A")
        await keys.type(text) if text else await keys.press("Delete")

    async def write_day(self, field: Locator, day: date) -> None:
        await _reach(field)
        await field.page.keyboard.type(f"{day:%m%d%Y}")  # this browser's order; it is shown in the field
        assert await field.input_value() == day.isoformat()

    async def choose(self, field: Locator, option: str) -> None:
        await _reach(field)
        offered = [" ".join(each.split()) for each in await field.locator("option").all_text_contents()]
        await field.page.keyboard.press("Home")
        for _ in range(offered.index(option)):
            await field.page.keyboard.press("ArrowDown")
        chosen = await field.evaluate("(element) => element.selectedOptions[0].textContent")
        assert " ".join(chosen.split()) == option

    async def pick(self, radio: Locator) -> None:
        """Tab comes to the group; arrows go about in it."""
        await _reach(radio, IN_GROUP)
        keys, handle = radio.page.keyboard, await _found(radio)
        for _ in range(20):
            if await handle.evaluate(HAS_FOCUS):
                break
            await keys.press("ArrowDown")
        if not await radio.is_checked():
            await keys.press("Space")
        assert await radio.is_checked()

    async def tick(self, box: Locator) -> None:
        await _reach(box)
        if not await box.is_checked():
            await box.page.keyboard.press("Space")
        assert await box.is_checked()

    async def attach(self, field: Locator, files: Sequence[FilePayload]) -> None:
        await _reach(field)
        async with field.page.expect_file_chooser() as opened:
            await field.page.keyboard.press("Space")
        await (await opened.value).set_files(files)


async def _reach(control: Locator, there: str = HAS_FOCUS) -> None:
    """Tab on until it has the focus. Fails where no Tab comes to it."""
    page, handle = control.page, await _found(control)
    for _ in range(await handle.evaluate(STOPS_BEFORE)):
        await page.keyboard.press("Tab")
    for _ in range(ROUND):
        if await handle.evaluate(there):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"No Tab comes to {control} on {await _called(page)}")


async def _found(control: Locator) -> ElementHandle:
    return await control.element_handle()


async def _called(page: Page) -> str:
    return re.sub(r"\s+", " ", await page.title())
