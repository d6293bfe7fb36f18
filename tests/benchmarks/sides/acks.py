"""How a relay says that the broker has acknowledged: lines of the shared clock's nanoseconds and a running count."""

import os
import time


class Acks:
    """Written by a side, in its own process; read by the harness."""

    def __init__(self) -> None:
        self._file = os.open(os.environ["BENCH_ACKS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._count = 0

    def add(self, acknowledged: int) -> None:
        """Say that so many more records stand on the broker since just now."""
        if acknowledged:
            self._count += acknowledged
            os.write(self._file, b"%d %d\n" % (time.monotonic_ns(), self._count))
