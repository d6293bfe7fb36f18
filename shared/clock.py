"""The time that the business goes by. Infrastructure (retries, leases, partitions) uses the real one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Real time, moved by what stands in a file (seconds) that demonstrations and tests may write."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC) + self._offset()

    def _offset(self) -> timedelta:
        if self._offset_file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self._offset_file.read_text() or "0"))
        except FileNotFoundError:
            return timedelta()
