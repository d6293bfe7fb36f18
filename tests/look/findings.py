"""What is wrong with how a page looks, as far as a machine can see it, and what it weighs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.async_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
"""WCAG 2.2, levels A and AA; target-size (24 px) is one of the last."""
ALSO = ("heading-order", "landmark-one-main", "page-has-heading-one", "region", "scope-attr-valid")
MOST_BYTES, MOST_OF_SCRIPTS = 100_000, 30_000
"""Of a first visit, as they come through the front door."""
RUN = """async ([tags, also]) => {
  const rules = Object.fromEntries(also.map((rule) => [rule, { enabled: true }]));
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"] });
  return found.violations;
}"""
RUN_ON_COLOURS = """async (sheets) => {
  const link = document.querySelector("link[href*='/tema/']");
  const found = [];  // in its own colours it has been looked at, and they would not be loaded again
  for (const sheet of sheets.filter((other) => !link.href.endsWith(other))) {
    await new Promise((done) => { link.onload = done; link.href = sheet; });
    const seen = await axe.run(document, { runOnly: ["color-contrast"], resultTypes: ["violations"] });
    found.push(...seen.violations.map((violation) => ({ ...violation, id: `${sheet}: ${violation.id}` })));
  }
  return found;
}"""
IS_CUT_OFF = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def look_at(page: Page, themes: list[str]) -> list[str]:
    """In words, one for each thing that is wrong. `themes`: sheets of colours in which it is looked at once more."""
    wide = ["it is wider than the window"] if await page.evaluate(IS_CUT_OFF) else []
    await page.evaluate(AXE)
    violations = await page.evaluate(RUN, [RULES, ALSO])
    violations += await page.evaluate(RUN_ON_COLOURS, themes)
    return wide + list(_said(violations))


def _said(violations: list[dict[str, Any]]) -> Iterator[str]:
    for violation in violations:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['target']} {node['html'][:120]} {node['failureSummary'][:200]}"


@dataclass
class Weight:
    """What a page brings with it on a first visit: nothing is kept from before."""

    sizes: dict[str, int] = field(default_factory=dict)
    """Bytes with their heads, by kind: Document, Stylesheet, Script, Image."""
    _kinds: dict[str, str] = field(default_factory=dict)

    @asynccontextmanager
    async def watching(self, page: Page) -> AsyncIterator[None]:
        """Weigh all that this tab loads meanwhile."""
        network = await page.context.new_cdp_session(page)
        network.on("Network.responseReceived", lambda said: self._kinds.update({said["requestId"]: said["type"]}))
        network.on("Network.loadingFinished", self._add)
        await network.send("Network.enable")
        await network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield
        await network.detach()

    def _add(self, said: dict[str, Any]) -> None:
        kind = self._kinds.get(said["requestId"], "Other")
        self.sizes[kind] = self.sizes.get(kind, 0) + int(said["encodedDataLength"])

    @property
    def faults(self) -> list[str]:
        """What is too heavy."""
        whole, scripts = sum(self.sizes.values()), self.sizes.get("Script", 0)
        heavy = [f"{whole} bytes: {self.sizes}"] if whole > MOST_BYTES else []
        return heavy + ([f"{scripts} bytes of scripts"] if scripts > MOST_OF_SCRIPTS else [])
