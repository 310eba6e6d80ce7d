"""deploy/: what it names is there, and the programs that will read it accept it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from gateway.ops.health.findings import FINDINGS
from gateway.ops.health.state import QUEUES
from tests.support import needs
from tests.support.deploy import DEPLOY, ROOT, alerts, panels
from workers.__main__ import arguments

INSTALLED = "/opt/citizen-gateway"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WITH_MODEMS = {"gw.service", "gw-lines@.service"}


def settings(unit: Path) -> dict[str, list[str]]:
    """Directive -> its values, in order. Sections do not matter: no directive of ours is in two."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_what_is_there_with_words_that_are_understood(unit: Path) -> None:
    named = settings(unit)
    (command,) = named["ExecStart"]
    words = command.removeprefix(f"{INSTALLED}/").split()
    assert words[:2] == ["gw", "run"] and (ROOT / "gw").exists()
    chosen = arguments([word.replace("${GW_LINES}", "a,b") for word in words[2:]])
    assert str(chosen.config) == "/etc/citizen-gateway/config.toml"
    part = {
        "gw.service": "whole",
        "gw-lines@.service": "lines",
        "gw-intake.service": "intake",
        "gw-console.service": "console",
        "gw-doors.service": "doors",
    }
    assert [name for name in ("whole", "lines", "intake", "console", "doors") if getattr(chosen, name)] == [
        part[unit.name]
    ]
    (document,) = named["Documentation"]
    assert (ROOT / document.removeprefix(f"file://{INSTALLED}/")).exists()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_watched_started_again_and_stopped_gently(unit: Path) -> None:
    named = settings(unit)
    assert (named["Type"], named["NotifyAccess"], named["Restart"]) == (["notify"], ["main"], ["always"])
    assert named["KillMode"] == ["mixed"]  # or systemd would stop the databases under the gateway
    assert named["WatchdogSec"] == ["90s"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_touch_its_state_and_nothing_else(unit: Path) -> None:
    named = settings(unit)
    assert named["User"] == ["citizen-gateway"] == named["StateDirectory"]
    assert (named["CapabilityBoundingSet"], named["ProtectSystem"], named["NoNewPrivileges"]) == (
        [""],
        ["strict"],
        ["yes"],
    )
    assert ("dialout" in named.get("SupplementaryGroups", [])) == (unit.name in WITH_MODEMS)
    assert ("PrivateDevices" in named) == (unit.name not in WITH_MODEMS)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_a_unit_and_finds_it_shut(unit: Path, tmp_path: Path) -> None:
    analyze = needs.program("systemd-analyze", "systemd")
    copy = tmp_path / unit.name.replace("@", "@vanmieu-sms")
    copy.write_text(unit.read_text("utf-8").replace(f"{INSTALLED}/gw ", "/bin/true "), "utf-8")
    dropin = tmp_path / f"{copy.name}.d"
    dropin.mkdir()
    shutil.copy(DEPLOY / "systemd" / "secrets.conf", dropin)
    assert run(analyze, "verify", "--man=no", "--recursive-errors=no", copy) == ""
    exposure = re.search(r"exposure level for \S+: ([0-9.]+)", run(analyze, "security", "--offline=true", copy))
    assert exposure is not None and float(exposure[1]) < 2


# --- Prometheus and Grafana --------------------------------------------------------------------------------------


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    names = [alert["alert"] for alert in alerts()]
    assert len(names) == len(set(names)) >= 10
    for alert in alerts():
        assert alert["labels"]["severity"] in ("critical", "warning")
        assert alert["annotations"].keys() == {"summary", "action"}


def test_alerts_and_panels_ask_for_queues_and_findings_that_exist() -> None:
    queries = [alert["expr"] for alert in alerts()] + [query for _, query in panels()]
    keys = {key for query in queries for key in re.findall(r'\bkey="(\w+)"', query)}
    patterns = {pattern for query in queries for pattern in re.findall(r'\bqueue=~?"([^"]+)"', query)}
    assert keys and keys <= FINDINGS.keys()
    assert patterns and all(any(re.fullmatch(p, queue) for queue in QUEUES) for one in patterns for p in one.split("|"))


def test_prometheus_accepts_its_configuration_and_raises_the_alerts() -> None:
    promtool, here = needs.program("promtool", "prometheus"), DEPLOY / "prometheus"
    assert "SUCCESS" in run(promtool, "check", "config", here / "prometheus.yml")
    assert "SUCCESS" in run(promtool, "test", "rules", here / "alerts_test.yml")


def test_prometheus_understands_every_query_of_the_dashboard(tmp_path: Path) -> None:
    promtool = needs.program("promtool", "prometheus")
    plain = [query.replace("$line", ".*").replace("$__rate_interval", "5m") for _, query in panels()]
    assert len(plain) > 20 and "$" not in "".join(plain)
    rules = [{"record": f"panel:{n}", "expr": query} for n, query in enumerate(plain)]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    assert "SUCCESS" in run(promtool, "check", "rules", tmp_path / "rules.yml")


def test_the_dashboard_is_whole() -> None:
    dashboard = json.loads((DEPLOY / "grafana" / "citizen-gateway.json").read_text("utf-8"))
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells


# --- containers --------------------------------------------------------------------------------------------------


def test_the_compose_file_names_what_is_there_and_opens_nothing_to_the_network() -> None:
    here = DEPLOY / "compose"
    whole = yaml.safe_load((here / "compose.yaml").read_text("utf-8"))
    build = whole["services"]["gateway"]["build"]
    assert (here / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).exists()
    ports = [port for service in whole["services"].values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
    used = {name for service in whole["services"].values() for name in service.get("secrets", [])}
    assert used == whole["secrets"].keys()
    assert all(secret["file"].startswith("./secrets/") for secret in whole["secrets"].values())


def test_the_image_runs_the_command_with_the_configuration_that_compose_mounts() -> None:
    words = dict(
        re.findall(r"(?m)^(ENTRYPOINT|CMD|USER) (.+)$", (DEPLOY / "compose" / "Dockerfile").read_text("utf-8"))
    )
    assert json.loads(words["ENTRYPOINT"]) == ["./gw"]
    command = json.loads(words["CMD"])
    assert command[0] == "run" and arguments(command[1:]).whole
    assert f":{command[2]}:ro" in (DEPLOY / "compose" / "compose.yaml").read_text("utf-8")


def test_every_file_of_deploy_stands_in_its_readme() -> None:
    words = (DEPLOY / "README.md").read_text("utf-8")
    files = [path for path in DEPLOY.rglob("*") if path.is_file() and path.name not in ("README.md", ".gitignore")]
    assert [str(path.relative_to(DEPLOY)) for path in files if path.name not in words] == []
