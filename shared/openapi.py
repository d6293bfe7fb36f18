"""A service's OpenAPI document: beside what FastAPI finds, how people sign in, Idempotency-Key, and errors."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEM = {
    "type": "object",
    "description": "An RFC 9457 problem. `code` is stable; `detail` is for people, in the language they asked for.",
    "required": ["type", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:gerai:problem:not-found"]},
        "status": {"type": "integer"},
        "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "detail": {"type": "string"},
        "faults": {
            "type": "array",
            "description": "With the code input-invalid: what is wrong with which field.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
SIGN_IN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A token of the sign-in provider; it says who asks, and what they may do follows from that.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each thing that is done; the same when it is tried again: one effect and one answer.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 200},
}
ALWAYS = {
    401: "Nobody is signed in, or the token is not valid.",
    403: "Who asks holds no function that allows this.",
    404: "What is asked for is not there, or not for who asks.",
    500: "What nobody foresaw. Nothing was saved.",
    503: "The database or the sign-in provider is away or busy. Try again, after Retry-After if it is given.",
}
WITH_INPUT = {422: "What was sent is not right (input-invalid, with faults), or a rule refuses it (other codes)."}
ON_POST = {
    400: "Idempotency-Key is missing or not of 8 to 200 characters.",
    409: "Somebody else was faster.",
    413: "The body is over 1 MiB.",
    **WITH_INPUT,
}


class Documented(FastAPI):
    """An application whose document says what its routes have in common."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _complete(get_openapi(title=self.title, version=self.version, routes=self.routes))
        return self.openapi_schema


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete_operation(method, operation)
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"signIn": SIGN_IN}
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM
    document["security"] = [{"signIn": []}]
    return document


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    problems = ALWAYS | (WITH_INPUT if "parameters" in operation else {})
    if method == "post":
        problems |= ON_POST
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    operation["responses"] |= {str(status): _problem(problems[status]) for status in sorted(problems)}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
