"""What deploy/ asks Prometheus for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

__all__ = ["DEPLOY", "ROOT", "alerts", "panels"]

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def alerts() -> Iterator[dict[str, Any]]:
    """Every alert rule."""
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]:
        yield from group["rules"]


def panels() -> Iterator[tuple[str, str]]:
    """(title, query) of each target of the dashboard."""
    for panel in json.loads((DEPLOY / "grafana" / "citizen-gateway.json").read_text("utf-8"))["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])
