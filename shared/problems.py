"""Errors as answers: RFC 9457 problem JSON in the reader's language, in one place for all services."""

from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared import database, faults, metrics
from shared.errors import Conflict, NotFound, Refused
from shared.people.provider import ProviderAway
from shared.people.sign_in import NotSignedIn
from shared.texts import LANGUAGES, Texts

log = structlog.get_logger()

TEXTS = Texts(
    {
        "idempotency-key-missing": {
            "id": "Header Idempotency-Key (8–200 karakter) wajib diisi.",
            "en": "The header Idempotency-Key (8–200 characters) is needed.",
        },
        "idempotency-key-reused": {
            "id": "Idempotency-Key ini sudah dipakai untuk isi yang lain.",
            "en": "This Idempotency-Key was used for another content already.",
        },
        "request-being-forgotten": {
            "id": "Permintaan yang sama sedang dihapus. Coba lagi.",
            "en": "The same request is just being forgotten. Try again.",
        },
        "request-abandoned": {
            "id": "Permintaan ini ditinggalkan sebelum selesai, jadi tidak ada yang diubah. Kirim sekali lagi.",
            "en": "This request was given up before it was done, so nothing was changed. Send it once more.",
        },
        "address-unreadable": {
            "id": "Alamat ini memuat karakter yang tidak dapat dibaca. Periksa kembali alamatnya.",
            "en": "This address holds a character that cannot be read. Check it.",
        },
        "form-unreadable": {
            "id": "Isian ini tidak dapat dibaca. Buka kembali halamannya, isi, lalu kirim lagi.",
            "en": "This form cannot be read. Open its page again, fill it in, and send it once more.",
        },
        "function-missing": {
            "id": "Fungsi Anda tidak berwenang untuk ini. Bila seharusnya berwenang, minta Admin Kota memberikannya.",
            "en": "You do not hold a function that allows this. If you should, ask the city's admin for it.",
        },
        "not-found": {"id": "Tidak ditemukan.", "en": "Not found."},
        "method-unknown": {
            "id": "Alamat ini tidak menerima metode tersebut.",
            "en": "This address does not take that method.",
        },
        "body-too-large": {
            "id": "Kiriman ini terlalu besar. Kirim paling banyak 1 MiB; foto paling banyak 10 MB sekali kirim.",
            "en": "This is too large. Send 1 MiB at most; photos, 10 MB at once.",
        },
        "not-signed-in": {"id": "Silakan masuk terlebih dahulu.", "en": "Please sign in first."},
        "input-invalid": {"id": "Isian belum benar.", "en": "What was filled in is not right yet."},
        "form-of-another-site": {
            "id": "Formulir ini dikirim dari situs lain dan tidak diterima. Isi di halaman Gerai sendiri.",
            "en": "This form was sent from another site and is not taken. Open its page in Gerai and fill it in there.",
        },
        "too-often": {
            "id": "Terlalu banyak permintaan dalam waktu singkat. Tunggu satu menit, lalu coba lagi.",
            "en": "Too many requests in a short time. Wait a minute, then try again.",
        },
        "sign-in-away": {
            "id": "Layanan masuk sedang tidak dapat dihubungi. Silakan coba beberapa saat lagi.",
            "en": "The sign-in provider cannot be reached. Please try again in a moment.",
        },
        "failed": {
            "id": "Terjadi kesalahan pada layanan ini. Tidak ada yang tersimpan; silakan coba lagi nanti.",
            "en": "Something went wrong in this service. Nothing was saved; please try again later.",
        },
        "try-again": {
            "id": "Layanan sedang sibuk. Silakan coba beberapa saat lagi.",
            "en": "The service is busy. Please try again in a moment.",
        },
    }
)
for code in TEXTS:
    metrics.PROBLEMS.labels(code)  # from 0: Prometheus sees no increase in what begins with its first case

LANGUAGE_COOKIE = "gerai-bahasa"
ProblemPage = Callable[[Request, int, str], Response]
"""How a service shows people what went wrong: the request, the status, and what is said."""


class Problem(Exception):
    """An answer that is not about the business: a wrong header, a wrong key."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(TEXTS.say(code))
        self.status = status
        self.code = code


def language_of(request: Request) -> str:
    """The language in which the reader wants to be told: the one that they chose on a page; else en if their browser's
    first choice is English, else id."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return "en" if request.headers.get("accept-language", "").strip().lower().startswith("en") else "id"


def problem(request: Request, status: int, code: str, message: str = "", **more: Any) -> Response:
    """RFC 9457 problem JSON, or a page for who reads pages; `code` is stable, `detail` is for people.

    It names its request itself, for the answer to what nobody foresaw is made outside of `Correlation`.
    """
    detail = message or TEXTS.say(code, language_of(request))
    content = {"type": f"urn:gerai:problem:{code}", "status": status, "code": code, "detail": detail, **more}
    metrics.PROBLEMS.labels(code).inc()
    named = {"x-correlation-id": request.state.correlation_id}
    show: ProblemPage | None = getattr(request.app.state, "problem_page", None)
    if show and "text/html" in request.headers.get("accept", ""):
        page = show(request, status, detail)
        page.headers.update(named)
        return page
    return JSONResponse(content, status, named, media_type="application/problem+json")


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem(request, error.status, error.code)


async def _on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(request, 422, error.code, error.texts[language_of(request)])


async def _on_conflict(request: Request, error: Exception) -> Response:
    assert isinstance(error, Conflict)
    return problem(request, 409, error.code, error.texts[language_of(request)])


async def _on_not_found(request: Request, error: Exception) -> Response:
    return problem(request, 404, "not-found")


async def _on_unroutable(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "method-unknown"}.get(error.status_code, "input-invalid")
    answer = problem(request, error.status_code, code)
    answer.headers.update(error.headers or {})
    return answer


async def _on_not_signed_in(request: Request, error: Exception) -> Response:
    return problem(request, 401, "not-signed-in")


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    language = language_of(request)
    said = [{"field": ".".join(map(str, e["loc"][1:])), "message": faults.say(e, language)} for e in error.errors()]
    return problem(request, 422, "input-invalid", faults=said)


async def _on_provider_away(request: Request, error: Exception) -> Response:
    log.error("the sign-in provider cannot be asked", reason=str(error))
    return problem(request, 503, "sign-in-away")


async def _on_failure(request: Request, error: Exception) -> Response:
    """What nobody foresaw: the whole request was rolled back, and the server logs where it was."""
    log.error("request failed", reason=type(error).__name__, route=request.url.path, exc_info=error)
    answer = problem(request, 500, "failed")
    # The server closes the connection then; without a word a front door would send its next request into it.
    answer.headers["connection"] = "close"
    return answer


async def _on_away(request: Request, error: Exception) -> Response:
    log.warning("request met an absent database", reason=type(error).__name__)
    answer = problem(request, 503, "try-again")
    answer.headers["retry-after"] = "2"
    return answer


ANSWERS: dict[type[Exception], Callable[[Request, Exception], Coroutine[Any, Any, Response]]] = {
    Problem: _on_problem,
    Refused: _on_refused,
    NotFound: _on_not_found,
    HTTPException: _on_unroutable,
    Conflict: _on_conflict,
    NotSignedIn: _on_not_signed_in,
    ProviderAway: _on_provider_away,
    RequestValidationError: _on_invalid,
    Exception: _on_failure,
    **dict.fromkeys((*database.LOST, *database.CONTENTION, asyncpg.QueryCanceledError), _on_away),
}
