"""Every service with one of everything in Ambon, made when it is first asked for and kept for all tests here."""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from deploy.local.postgres import Postgres
from services.notifications import settings as of_notifications
from services.registration import settings as of_registration
from shared.settings import Settings
from tests.access.houses import Ground, House, build
from tests.access.routes import find_service
from tests.access.worlds import MAKERS
from tests.conftest import Templates
from tests.tokens import publish_keys


@dataclass
class Houses:
    """The services, by name."""

    server: Postgres
    templates: Templates
    settings: Settings
    until_then: AsyncExitStack
    built: dict[str, House] = field(default_factory=dict)

    async def of(self, service: str) -> House:
        if service not in MAKERS:
            pytest.fail(f"Nobody has said in tests/access/worlds.py what there is of {service}")
        if service not in self.built:
            ground = Ground(self.server, self.templates, find_service(service), self.settings)
            self.built[service] = await self.until_then.enter_async_context(build(ground))
        return self.built[service]


@pytest.fixture(scope="session")
async def houses(
    postgres: Postgres, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Houses]:
    settings = Settings(
        mode="test",
        database_url="",
        kafka_bootstrap_servers="127.0.0.1:1",
        oidc_issuer=publish_keys(tmp_path_factory.mktemp("keys")),
    )
    async with AsyncExitStack() as until_then:
        yield Houses(postgres, templates, settings, until_then)


@pytest.fixture(autouse=True)
def _field_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What operators set; only while a test runs, since other tests are about what they did not set."""
    for service in ("REGISTRATION", "NOTIFICATIONS"):
        monkeypatch.setenv(f"{service}_FIELD_KEY", b64encode(bytes(32)).decode())
    _forget_settings()
    yield
    _forget_settings()


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    """What only the database refuses is an error, logged at length; here it is what is asked for."""
    with capture_logs():
        yield


def _forget_settings() -> None:
    for read in (of_registration.seal, of_notifications.seal, of_notifications.read):
        read.cache_clear()
