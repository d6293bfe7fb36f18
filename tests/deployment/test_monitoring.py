"""The alert rules speak of what our processes measure, and Prometheus watches every process."""

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.metrics import MetricWrapperBase
from promql_parser import AggregateExpr, Expr, MatrixSelector, VectorSelector

from shared import metrics, problems
from shared.messaging import outbox
from shared.service import parking_of
from shared.settings import Settings
from tests.deployment import compose

FOLDER = compose.ROOT / "deploy" / "monitoring"
BY_PROMETHEUS = {"up": {"job"}, "process_start_time_seconds": {"job"}}
ON_EVERY_SERIES = {"job", "instance", "service", "role"}
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


RULES = rules()


@cache
def exported() -> dict[str, set[str]]:
    """Every series that a process may show, with its labels."""
    names = dict(BY_PROMETHEUS)
    for metric in (each for each in vars(metrics).values() if isinstance(each, MetricWrapperBase)):
        family = metric._name + ("_total" if metric._type == "counter" else "")
        for suffix in SUFFIXES[str(metric._type)]:
            names[family + suffix] = {*metric._labelnames, *(["le"] if suffix == "_bucket" else [])}
    return names


def unknown(expression: str) -> set[str]:
    """The metrics and labels in a PromQL expression that no process of ours shows."""
    nodes: list[Expr] = []
    promql_parser.walk(promql_parser.parse(expression), nodes.append)
    selectors = [node for node in nodes if isinstance(node, VectorSelector)]
    selectors += [node.vector_selector for node in nodes if isinstance(node, MatrixSelector)]
    names = {str(selector.name) for selector in selectors}
    labels = {f"{selector.name}.{m.name}" for selector in selectors for m in selector.matchers.matchers}
    known = {f"{name}.{label}" for name in names & exported().keys() for label in exported()[name] | ON_EVERY_SERIES}
    grouped = {label for node in nodes if isinstance(node, AggregateExpr) for label in _grouped(node)}
    anywhere = ON_EVERY_SERIES.union(*(exported()[name] for name in names & exported().keys()))
    return (names - exported().keys()) | (labels - known) | (grouped - anywhere)


def _grouped(node: AggregateExpr) -> Iterator[str]:
    if node.modifier is not None:
        yield from node.modifier.labels


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_speaks_of_what_is_measured(rule: dict[str, Any]) -> None:
    assert unknown(rule["expr"]) == set()


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("max by (service) (outbox_oldest_age_seconds) > 60", "outbox_oldest_age_seconds"),
        ("increase(parked_events[5m]) > 0", "parked_events"),
        ("rate(http_request_duration_seconds[5m]) > 1", "http_request_duration_seconds"),
        ('parked_events_now{status="stopped"} > 0', "parked_events_now.status"),
        ("sum by (servise) (outbox_pending_events) > 0", "servise"),
    ],
)
def test_a_misspelt_metric_or_label_is_found(expression: str, wrong: str) -> None:
    assert wrong in unknown(expression)


def test_what_is_exported_is_what_a_process_shows() -> None:
    shown = set(re.findall(r"^# TYPE (\S+)", generate_latest(REGISTRY).decode(), re.MULTILINE))
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exported().keys() - BY_PROMETHEUS.keys()}
    assert ours <= shown
    assert {"outbox_pending_events", "http_request_duration_seconds"} <= ours


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_says_how_urgent_it_is_what_is_so_and_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert len(rule["annotations"]["summary"].split()) >= 5
    assert len(rule["annotations"]["runbook"].split()) >= 12


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_is_tried_out(rule: dict[str, Any]) -> None:
    assert rule["alert"] in (FOLDER / "alerts_test.yml").read_text()


def rule(alert: str) -> dict[str, Any]:
    return next(rule for rule in RULES if rule["alert"] == alert)


def test_an_outbox_that_grows_is_told_as_far_as_it_is_counted() -> None:
    assert rule("OutboxGrows")["expr"].endswith(f">= {outbox.COUNTED}")


def test_what_keeps_failing_is_told_while_it_is_still_tried() -> None:
    settings = Settings(database_url="postgresql://there/gerai", kafka_bootstrap_servers="there:9092")
    retries = parking_of("curation", settings).retries
    tried = sum((retries.pause(tries) for tries in range(1, retries.tries)), timedelta())
    assert timedelta(minutes=int(rule("EventsKeepFailing")["for"].removesuffix("m"))) < tried


def test_the_first_problem_of_a_process_is_an_increase() -> None:
    shown = [REGISTRY.get_sample_value("http_problems_total", {"code": code}) for code in problems.TEXTS]
    assert None not in shown


def test_prometheus_watches_every_process() -> None:
    settings = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    (job,) = settings["scrape_configs"]
    (targets,) = job["static_configs"]
    running = {name for name in compose.processes() if not name.endswith("-migrate")}
    assert set(targets["targets"]) == {f"{name}:9000" for name in running}
    assert len(targets["targets"]) == len(running)
    assert job["job_name"] == "gerai"


def test_a_runbook_names_commands_and_settings_that_there_are() -> None:
    told = " ".join(rule["annotations"]["runbook"] for rule in RULES)
    source = "".join(file.read_text() for folder in ("shared", "services", "deploy/cli") for file in _python(folder))
    for logged in re.findall(r'"([a-z ]+)"', told):
        assert f'"{logged}"' in source
    for setting in re.findall(r"\b[A-Z]+_[A-Z_]+\b", told):
        assert f"    {setting.lower()}: " in source


def _python(folder: str) -> Iterator[Path]:
    return (compose.ROOT / folder).rglob("*.py")


@pytest.mark.promtool
@pytest.mark.timeout(1300)
@pytest.mark.parametrize(
    "words",
    [("check", "config", "prometheus.yml"), ("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")],
    ids=" ".join,
)
def test_promtool_finds_nothing_wrong(promtool: Path, words: tuple[str, ...]) -> None:
    outcome = subprocess.run([str(promtool), *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.promtool
@pytest.mark.timeout(1300)
def test_a_rule_that_speaks_too_late_fails_its_test(promtool: Path, tmp_path: Path) -> None:
    late = (FOLDER / "alerts.yml").read_text().replace("(outbox_oldest_pending_age_seconds) > 60", "(vector(0)) > 60")
    (tmp_path / "alerts.yml").write_text(late)
    (tmp_path / "alerts_test.yml").write_text((FOLDER / "alerts_test.yml").read_text())
    command = [str(promtool), "test", "rules", "alerts_test.yml"]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert "AnnouncementsWait" in outcome.stdout + outcome.stderr


@pytest.mark.promtool
@pytest.mark.timeout(1300)
def test_our_metrics_are_named_and_explained_as_prometheus_wants_it(promtool: Path) -> None:
    ours = [each for each in vars(metrics).values() if isinstance(each, MetricWrapperBase)]
    shown = generate_latest(REGISTRY).decode()
    text = "".join(f"{line}\n" for line in shown.splitlines() if any(metric._name in line for metric in ours))
    outcome = subprocess.run(
        [str(promtool), "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
