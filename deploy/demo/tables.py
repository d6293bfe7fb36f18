"""What is shown when the story has been played: every product's way, counts, one trail, and where to look further."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from deploy.demo.acts import way_of
from deploy.demo.outcome import CASES, OFFERS, End
from deploy.demo.stage import Scene, Stage
from deploy.demo.watch import Row
from deploy.local.system import System


def table(title: str, *columns: str) -> Table:
    """An empty table."""
    new = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        new.add_column(column, overflow="fold")
    return new


def show_ends(stage: Stage, ends: Sequence[End]) -> Table:
    """Every product of a city: its way, where it stopped, and why."""
    shown = table(stage.name, "Usaha", "Produk", "Jalan", "Berhenti di", "Sebab")
    before = ""
    for end in ends:
        business = end.scene.business.name
        shown.add_row(
            "" if business == before else business,
            end.scene.product.name,
            way_of(end.scene.played),
            end.label if end.is_as_told else f"[red]{end.label}[/red]",
            end.why,
        )
        before = business
    return shown


def show_counts(ends: Iterable[End]) -> Table:
    """How many products came how far, the furthest first."""
    counts = Counter(end.label for end in ends)
    shown = table("Hasil", "Berhenti di", "Produk")
    for label in (*OFFERS.values(), *reversed(CASES.values())):
        if counts[label]:
            shown.add_row(label, str(counts.pop(label)))
    return shown


def show_trail(scene: Scene, lines: Sequence[Row]) -> Table:
    """All that was announced about one product, in order; that people were told of it is only counted."""
    shown = table(f"Jejak {scene.product.name}", "Waktu", "Layanan", "Peristiwa", "Keterangan")
    for line in lines:
        if line["by"] == "notifications":
            continue
        at = datetime.fromisoformat(line["at"]).astimezone(scene.stage.time_zone)
        event = line["type"].removeprefix("gerai.").rpartition(".")[0].partition(".")[2]
        shown.add_row(f"{at:%d-%m-%Y %H.%M %Z}", line["by"], event, line["summary"])
    told = sum(line["by"] == "notifications" for line in lines)
    shown.caption = f"Selain itu, {told} pemberitahuan kepada orang-orang yang terkait."
    return shown


def show_differences(ends: Iterable[End]) -> Table:
    """What the story says and what was seen, where they differ."""
    shown = table("Tidak seperti cerita", "Produk", "Seharusnya", "Terlihat", "Kendala")
    for end in [end for end in ends if not end.is_as_told]:
        expected, seen = dict(end.expected), dict(end.seen)
        if end.scene.product.refused or end.refused:
            expected["refused"] = " ".join(sorted(end.scene.product.refused))
            seen["refused"] = " ".join(sorted(end.refused))
        shown.add_row(end.scene.product.name, _said(expected), _said(seen), end.scene.trouble or "")
    return shown


def show_addresses(system: System) -> Table:
    """Where to look further."""
    gerai, home = _shown_from_here(Path(sys.argv[0])), f"--home {_shown_from_here(system.home.folder)}"
    shown = table("Alamat", "Apa", "Di mana")
    shown.add_row("Pintu depan", system.front_door.url)
    for process in system.plan.processes():
        if process.http_port is not None:
            shown.add_row(f"OpenAPI {process.service}", f"{system.front_door.url}{process.service}/openapi.json")
    for process in system.plan.processes():
        shown.add_row(f"Metrik {process.name}", f"{process.private_url}/metrics")
    shown.add_row("Surel", f"{gerai} mail {home}")
    shown.add_row("Keadaan", f"{gerai} status {home}")
    shown.add_row("Token", f"{gerai} token yohana.latuconsina {home}")
    shown.add_row("Berhenti", f"Ctrl-C, atau {gerai} stop {home}")
    return shown


def _shown_from_here(path: Path) -> Path:
    """As short as it can be typed in the present folder."""
    here = Path.cwd()
    return path.absolute().relative_to(here) if path.absolute().is_relative_to(here) else path


def _said(state: dict[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in state.items())
