"""`make screenshots`: every page in each of its states, on a phone and at a desk, in both languages, as PNG files."""

import asyncio
from functools import partial
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from playwright.async_api import Page
from rich.console import Console

from deploy.local.processes import ROOT
from tests.look.town import town
from tests.look.visits import Visit
from tests.look.walk import LANGUAGES, SIZES, Walk, walking

console = Console()


def main(folder: Annotated[Path, typer.Option(help="Where they are put.")] = ROOT / ".gerai" / "screenshots") -> None:
    """Start a system of its own, play the stories on it, and take a picture of every page."""
    asyncio.run(take_all(folder))
    console.print(f"The pictures are in {folder}.", markup=False)


async def take_all(folder: Path) -> None:
    """A folder for each language and size."""
    async with town() as played, walking(played) as walk:
        for language, (name, size) in product(LANGUAGES, SIZES.items()):
            pictures = folder / language / name
            pictures.mkdir(parents=True, exist_ok=True)
            console.print(f"{language}, {name}", markup=False)
            await walk.each(language, size, partial(_take, walk, pictures))


async def _take(walk: Walk, pictures: Path, visit: Visit, page: Page) -> None:
    await walk.open(visit, page)
    await page.screenshot(path=pictures / f"{visit.name}.png", full_page=True)


if __name__ == "__main__":
    typer.run(main)
