"""The OpenAPI document of each service says what is answered, and what must be sent for it."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import httpx
import jsonschema
import pytest

from deploy.local.plan import list_services
from shared import web
from shared.settings import Settings
from tests.web.conftest import ROUTES, post

Operation = dict[str, Any]


def document(service: str) -> dict[str, Any]:
    settings = Settings(mode="test", database_url="", kafka_bootstrap_servers="")
    routes = ROUTES if service == "probe" else import_module(f"services.{service}.routes").router
    return web.application(service, routes, settings, pool=None).openapi()  # type: ignore[arg-type]


def operations(service: str) -> Iterator[tuple[str, Operation]]:
    for methods in document(service)["paths"].values():
        yield from methods.items()


@pytest.mark.parametrize("service", list_services())
def test_a_document_names_sign_in_and_each_error_as_it_is_answered(service: str) -> None:
    whole = document(service)
    assert whole["security"] == [{"signIn": []}]
    assert whole["components"]["securitySchemes"]["signIn"]["scheme"] == "bearer"
    assert "HTTPValidationError" not in str(whole)
    for method, operation in operations(service):
        answers = operation["responses"]
        errors = {status for status in answers if status >= "4"}
        assert errors >= {"401", "403", "404", "503"} | ({"400", "409", "413", "422"} if method == "post" else set())
        assert {kind for status in errors for kind in answers[status]["content"]} == {"application/problem+json"}
        keys = [p["required"] for p in operation.get("parameters", ()) if p["name"] == "Idempotency-Key"]
        assert keys == ([True] if method == "post" else [])


async def test_errors_are_answered_as_the_document_says(client: httpx.AsyncClient, patient: httpx.AsyncClient) -> None:
    whole = document("probe")
    nobody = {"authorization": ""}
    answers = {
        ("/probe/officers", 401): await client.get("/probe/officers", headers=nobody),
        ("/probe/officers", 403): await client.get("/probe/officers"),
        ("/probe/notes", 400): await client.post("/probe/notes", json={"number": 2}),
        ("/probe/notes", 413): await client.post("/probe/notes", content=b" " * 2**21),
        ("/probe/notes", 422): await client.post(
            "/probe/notes", json={"number": "x"}, headers={"idempotency-key": "key-00020"}
        ),
        ("/probe/breakages", 500): await patient.post("/probe/breakages", json={"number": 2}),
    }
    for (path, status), answer in answers.items():
        said = whole["paths"][path][answer.request.method.lower()]["responses"][str(status)]["content"]
        assert (answer.status_code, answer.headers["content-type"]) == (status, *said)
        jsonschema.validate(answer.json(), whole["components"]["schemas"]["Problem"])
    assert answers["/probe/notes", 422].json()["faults"]
    refused = await post(client, 3, "key-00021")
    jsonschema.validate(refused.json(), whole["components"]["schemas"]["Problem"])
