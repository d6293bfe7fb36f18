"""Named places where a test lets a process die, as in a power cut. Where nothing is armed they cost a comparison."""

import os
import signal
from enum import StrEnum


class CrashPoint(StrEnum):
    """Every such place."""

    BEFORE_COMMIT = "before-commit"
    """A request's or a batch's work and announcements are written, and not committed."""
    AFTER_COMMIT = "after-commit"
    """They are committed, and nobody has been told: no answer has left, no offset was committed."""

    AFTER_READING = "after-reading-before-sending"
    """The relay has read rows, and sent none of them; what it read before may be under way."""
    AFTER_SENDING = "after-sending-before-ack"
    """The relay has handed rows to its producer, and the broker has not acknowledged them."""
    AFTER_ACK = "after-ack-before-removal"
    """The broker has acknowledged rows that still stand in the outbox."""
    AFTER_REMOVAL = "after-removal"
    """The relay has moved acknowledged rows out of the outbox, and read no others; its next round is under way."""
    REPUBLISHING = "while-republishing"
    """Something was published again, and how far that came is not stored."""

    AFTER_INBOX = "after-inbox-before-handlers"
    """A batch stands in the inbox, and no handler has run."""
    BETWEEN_HANDLERS = "between-handlers"
    """One handler of a batch has run, and the next has not."""
    AFTER_HANDLERS = "after-handlers-before-commit"
    """All handlers of a batch have run and the position is moved; nothing is committed."""
    BETWEEN_HALVES = "between-halves"
    """A batch failed; its first half is settled, and the second is not."""
    BEFORE_OFFSETS = "after-commit-before-offsets"
    """A batch is committed, and Kafka's own offsets are not."""

    WHILE_PARKING = "while-parking"
    """An event is written among the parked ones, and that is not committed."""
    WHILE_REDRIVING = "while-redriving"
    """A parked event was handled and taken out, and that is not committed."""

    WHILE_REVOKED = "while-revoked"
    """The group takes partitions away."""
    WHILE_ASSIGNED = "while-assigned"
    """The group has given partitions, and they do not begin yet where the database says."""

    WHILE_STOPPING = "while-stopping"
    """The process was told to stop, and its roles have not ended."""


_armed: CrashPoint | None = None
_passings = 0


def read(setting: str) -> tuple[CrashPoint, int]:
    """What `name` or `name:3` arms: the place, and at which passing. Raises ValueError."""
    name, _, passing = setting.partition(":")
    return CrashPoint(name), int(passing or 1)


def arm(setting: str | None) -> None:
    """Let this process die there; None disarms it."""
    global _armed, _passings
    _armed, _passings = read(setting) if setting else (None, 0)


def reach(point: CrashPoint) -> None:
    """Say that this place is passed now; does not return where the process is to die."""
    if point is _armed:
        _pass()


def _pass() -> None:
    global _passings
    _passings -= 1
    if _passings == 0:
        os.write(2, f"crash point {_armed}\n".encode())  # at once, past every buffer
        os.kill(os.getpid(), signal.SIGKILL)
