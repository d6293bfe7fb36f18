"""compose.yaml says what our images, settings, roles and databases are, and keeps them to itself."""

import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from urllib.parse import urlsplit

import asyncpg
import pytest
from pydantic_settings import BaseSettings

from deploy import setup
from deploy.images.containerfile import IMAGES
from deploy.local import databases, kafka_library, keys
from deploy.local.plan import list_names, list_services
from deploy.local.postgres import Postgres
from services.registration.settings import STORE
from shared.settings import Settings
from tests.deployment import compose

SECRET = re.compile(r"(PASSWORD|KEY|SECRET|TOKEN)$")
FROM_OUTSIDE = re.compile(r"\$\{\w+:(\?[^}]*|-)\}")
NAMES = list_names()
CONTAINERS = compose.services()
PROCESSES = compose.processes()


def test_it_is_what_the_compose_specification_allows() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(compose.FILE)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout


def test_every_service_runs_in_each_of_its_roles() -> None:
    wanted = {f"{name}-{role}" for name, service in list_services().items() for role in [*service.roles, "migrate"]}
    assert set(PROCESSES) == wanted


def test_a_container_is_named_after_what_it_runs() -> None:
    run = {name: f"{compose.service_of(each)}-{each['command'][0]}" for name, each in PROCESSES.items()}
    assert run == {name: name for name in PROCESSES}


def test_our_images_are_built_here_and_never_fetched() -> None:
    built = {each["image"]: each["build"]["dockerfile"] for each in CONTAINERS.values() if "build" in each}
    assert built == {image.tag: f"{image.folder}/Containerfile" for image in IMAGES}
    ours = [each for each in CONTAINERS.values() if each["image"] in built]
    assert {each["pull_policy"] for each in ours} == {"never"}


def test_others_images_carry_a_registry_and_a_version() -> None:
    others = [each["image"] for each in CONTAINERS.values() if not each["image"].startswith(compose.OURS)]
    assert [image for image in others if not re.fullmatch(r"docker\.io/[a-z]+/[a-z]+:v?\d[\w.-]*", image)] == []


@pytest.mark.parametrize("name", PROCESSES)
def test_what_a_process_is_given_are_settings_that_it_has(name: str) -> None:
    service = compose.service_of(PROCESSES[name])
    known = _names(Settings, "") | _names(Settings, service)
    if find_spec(f"services.{service}.settings"):
        own = import_module(f"services.{service}.settings")
        known |= {*_names(own.Settings, service), *getattr(own, "STORE", ())}
    assert set(compose.environment(name)) - known == set()


@pytest.mark.parametrize("name", ["registration-web", "registration-sender"])
def test_photos_may_be_kept_where_an_operator_says_with_what_that_needs(name: str) -> None:
    given = compose.environment(name)
    assert {key: given[key] for key in STORE} == {key: f"${{{key}:-}}" for key in STORE}
    places = {"REGISTRATION_PHOTOS": "s3://foto/gerai"}
    place = given["REGISTRATION_PHOTOS"]
    assert [compose.filled(place, places), compose.filled(place, {})] == ["s3://foto/gerai", "/photos"]


def _names(settings: type[BaseSettings], service: str) -> set[str]:
    prefix = f"{service.upper()}_" if service else ""
    return {f"{prefix}{field.upper()}" for field in settings.model_fields}


def test_setup_is_given_what_it_reads() -> None:
    roles = [role for service in NAMES for role in (databases.owner(service), databases.app(service))]
    given = compose.environment("setup")
    passwords = {keys.password_variable(role) for role in roles}
    own = {f"{service.upper()}_DATABASE_URL": given_to(f"{service}-web", "DATABASE_URL") for service in NAMES}
    own |= {keys.key_variable(f"{service}/parked"): given_to(f"{service}-web", "PARKED_KEY") for service in NAMES}
    own |= {"REGISTRATION_FIELD_KEY": given_to("registration-web", "REGISTRATION_FIELD_KEY")}
    assert given.keys() == passwords | {"SUPERUSER_URL"} | own.keys()
    assert own.items() <= given.items()
    assert CONTAINERS["setup"]["command"] == ["databases", *NAMES]


def given_to(container: str, name: str) -> str:
    return compose.environment(container)[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_client_of_the_provider_has_the_secret_that_an_operator_gives_it_or_none(name: str) -> None:
    given = given_to(f"{name}-web", "OIDC_CLIENT_SECRET")
    assert [compose.filled(given, {"OIDC_CLIENT_SECRET": "rahasia"}), compose.filled(given, {})] == ["rahasia", ""]


@pytest.mark.parametrize("name", CONTAINERS)
def test_no_secret_stands_in_it(name: str) -> None:
    environment = compose.environment(name)
    clear = [key for key, value in environment.items() if SECRET.search(key) and not FROM_OUTSIDE.fullmatch(value)]
    assert clear == []
    passwords = [password for value in environment.values() for password in re.findall(r"://[^:/@]+:(.+)@", value)]
    assert [password for password in passwords if not FROM_OUTSIDE.fullmatch(password)] == []


def test_setup_makes_every_secret_that_is_asked_for_without_a_word_and_no_other() -> None:
    found = [match for text in compose.texts(compose.read()) for match in compose.VARIABLE.finditer(text)]
    asked = {match[1] for match in found if match[2] == "?" and not match[3]}
    assert {line.partition("=")[0] for line in setup.fresh(NAMES)} == asked


def test_nothing_is_heard_beyond_this_machine() -> None:
    published = [port for each in CONTAINERS.values() for port in each.get("ports", [])]
    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
    assert [name for name, each in CONTAINERS.items() if "network_mode" in each] == []


@pytest.mark.parametrize("name", [name for name, each in CONTAINERS.items() if each["image"].startswith(compose.OURS)])
def test_ours_may_write_nothing_but_temporary_files_and_gain_no_rights(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["tmpfs"] == ["/tmp"]
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_enters_its_own_database_and_only_migrate_as_its_owner(name: str) -> None:
    service, environment = compose.service_of(PROCESSES[name]), compose.environment(name)
    roles = {"DATABASE_URL": databases.app(service)}
    if name.endswith("-migrate"):
        roles["DATABASE_OWNER_URL"] = databases.owner(service)
    urls = {key: value for key, value in environment.items() if value.startswith("postgresql://")}
    assert urls.keys() == roles.keys()
    for key, role in roles.items():
        password = f"${{{keys.password_variable(role)}:?}}"
        assert urls[key] == f"postgresql://{role}:{password}@postgres/{databases.name(service)}"


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_starts_when_its_database_is_migrated(name: str) -> None:
    first = "setup" if name.endswith("-migrate") else f"{compose.service_of(PROCESSES[name])}-migrate"
    assert PROCESSES[name]["depends_on"][first] == {"condition": "service_completed_successfully"}


def test_kafka_is_the_version_that_the_tests_run_on_and_makes_no_topic_by_itself() -> None:
    assert CONTAINERS["kafka"]["image"].endswith(f":{kafka_library.VERSION}")
    assert compose.environment("kafka")["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    bootstrap = {compose.environment(name)["KAFKA_BOOTSTRAP_SERVERS"] for name in PROCESSES}
    listeners = compose.environment("kafka")["KAFKA_ADVERTISED_LISTENERS"]
    assert {urlsplit(listeners).netloc} == bootstrap


def test_postgresql_quotes_no_row_in_its_log() -> None:
    assert CONTAINERS["postgres"]["command"] == ["postgres", "-c", "log_error_verbosity=terse"]


async def test_postgresql_is_the_version_that_the_tests_run_on(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    major = connection.get_server_version().major
    await connection.close()
    assert CONTAINERS["postgres"]["image"].partition(":")[2].split("-")[0] == str(major)
