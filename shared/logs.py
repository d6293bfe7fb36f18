"""One JSON line per log entry, with a correlation id and without personal data.

Names cannot be told from other words: what is logged is codes, ids and classes, never what somebody wrote.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import ExcInfo

_UUID = r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
_NUMBER = re.compile(rf"(?P<uuid>{_UUID})|\d(?:[ .()/-]{{0,2}}\d){{9,}}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_INVITATION = re.compile(r"(/registration/undangan/[^/\s]+/)[^\s\"'?]+")
"""The address of an invitation, whose last part lets in whoever has it; deploy/Caddyfile cuts it off likewise."""
_DETAIL = re.compile(r"\s*DETAIL:.*", re.DOTALL)


def configure(service: str, role: str) -> None:
    """Send our own entries and those of libraries to standard output."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.ExceptionRenderer(_tell),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    structlog.contextvars.bind_contextvars(service=service, role=role)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    sys.excepthook = _tell_the_end


def redact(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what looks like an identity number, a telephone number, a mail address or the secret of an invitation,
    however deep it lies, and what PostgreSQL tells of a row."""
    for key in entry.keys() - {"ts"}:
        if not key.startswith("_"):  # those are between libraries, and are not written
            entry[key] = _clean(entry[key])
    return entry


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        value = _INVITATION.sub(r"\1<secret>", value)
        return _DETAIL.sub("", _MAIL.sub("<mail>", _NUMBER.sub(lambda found: found["uuid"] or "<number>", value)))
    if isinstance(value, Mapping):
        return {_clean(key): _clean(held) for key, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(held) for held in value]
    if isinstance(value, BaseException):
        return _name(value)
    if isinstance(value, int) and abs(value) >= 10**9:
        return "<number>"
    return value if value is None or isinstance(value, int | float) else _clean(repr(value))


def _tell(exc_info: ExcInfo) -> str:
    """Which exceptions, and where in the code. Their own words are left out, for they may quote what somebody wrote."""
    return "\n".join(_lines(exc_info[1]))


def _lines(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines(before)
    yield _name(error)
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"  {frame.f_code.co_filename}:{line} {frame.f_code.co_qualname}"
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _lines(part)


def _name(error: BaseException) -> str:
    """Its class, and what PostgreSQL or the system calls it: names of the schema and codes, which quote nobody."""
    told = (
        getattr(error, name, None) for name in ("sqlstate", "table_name", "column_name", "constraint_name", "errno")
    )
    return " ".join([f"{type(error).__module__}.{type(error).__qualname__}", *(str(each) for each in told if each)])


def _tell_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    structlog.get_logger().critical("process failed", exc_info=(kind, error, trace))
