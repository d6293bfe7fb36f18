"""The passwords and keys of services: which there are, what they are called in an environment, and fresh ones."""

import secrets
from base64 import b64encode
from collections.abc import Sequence

from pydantic import BaseModel

from deploy.local import databases

FIELDS = frozenset({"registration", "notifications"})
"""The services that seal fields of their tables; what is parked from others is sealed in each."""


class Secrets(BaseModel):
    """Passwords by database role, and keys as `curation/parked`. Lost keys lose what they sealed."""

    passwords: dict[str, str] = {}
    keys: dict[str, str] = {}


def fresh(services: Sequence[str]) -> Secrets:
    """New ones, for all that these services have."""
    roles = [role for service in services for role in (databases.owner(service), databases.app(service))]
    return Secrets(
        passwords={role: secrets.token_urlsafe(24) for role in roles},
        keys={
            f"{service}/{use}": b64encode(secrets.token_bytes(32)).decode()
            for service in services
            for use in uses(service)
        },
    )


def uses(service: str) -> Sequence[str]:
    """What a service has a key for."""
    return ("field", "parked") if service in FIELDS else ("parked",)


def password_variable(role: str) -> str:
    """The environment variable that holds the password of a database role."""
    return f"{role.upper()}_PASSWORD"


def key_variable(key: str) -> str:
    """The environment variable that holds a key: CURATION_PARKED_KEY for `curation/parked`."""
    return f"{key.replace('/', '_').upper()}_KEY"
