"""How a performance is followed: a bar on a terminal, plain lines elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from deploy.demo.player import Telling


class Playbill:
    """Tells of each chapter how far it is."""

    def __init__(self, console: Console) -> None:
        self._console = console
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task: TaskID | None = None
        self._title = ""
        self._began = 0.0

    @property
    def telling(self) -> Telling:
        """What the player calls."""
        return Telling(self._begin, self._step, self._end)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def _begin(self, title: str, steps: int) -> None:
        self._title, self._began = title, time.monotonic()
        self._task = self._progress.add_task(title, total=steps)
        self._say(f"{title}: {steps} langkah ...")

    def _step(self) -> None:
        assert self._task is not None
        self._progress.advance(self._task)

    def _end(self) -> None:
        self._say(f"{self._title}: selesai dalam {time.monotonic() - self._began:.1f} detik.")

    def _say(self, line: str) -> None:
        if not self._console.is_terminal:
            self._console.print(line, markup=False, soft_wrap=True)
