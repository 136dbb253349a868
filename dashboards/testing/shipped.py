# SPDX-License-Identifier: Apache-2.0
"""The shipped configuration, copied for a test: its ports, its periods, and nothing else changed."""

import pathlib
import shutil

import yaml

_SHIPPED = pathlib.Path("dashboards")


def _write(path: pathlib.Path, document: dict) -> pathlib.Path:
    path.write_text(yaml.safe_dump(document))
    return path


def alertmanager(folder: pathlib.Path, webhook_url: str, receiver: str = "attnwatch-webhook") -> pathlib.Path:
    """Whoever is told by it, is told at `webhook_url`, within seconds."""
    document = yaml.safe_load((_SHIPPED / "alertmanager/alertmanager.yml").read_text())
    # As shipped, the wait is longer than Prometheus needs for an evaluation (one second in tests).
    document["route"].update(receiver=receiver, group_wait="2s", group_interval="1s")
    for known in document["receivers"]:
        for configuration in known.get("webhook_configs", []):
            configuration["url"] = webhook_url
        for configuration in known.get("slack_configs", []):
            configuration["api_url_file"] = str(folder / "slack_url")
    (folder / "slack_url").write_text(webhook_url)
    shutil.copy(_SHIPPED / "alertmanager/attnwatch.tmpl", folder)
    return _write(folder / "alertmanager.yml", document)


def _address(url: str) -> str:
    return url.split("//")[1]


def prometheus(folder: pathlib.Path, gateway_url: str, alertmanager_url: str) -> pathlib.Path:
    """Asks and evaluates every second; the rules are the shipped ones."""
    document = yaml.safe_load((_SHIPPED / "prometheus/prometheus.yml").read_text())
    document["global"].update(scrape_interval="1s", evaluation_interval="1s")
    document["scrape_configs"][0]["static_configs"][0]["targets"] = [_address(gateway_url)]
    document["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [_address(alertmanager_url)]
    (folder / "rules").mkdir(exist_ok=True)
    for rules in (_SHIPPED / "prometheus/rules").glob("*.yml"):
        shutil.copyfile(rules, folder / "rules" / rules.name)
    return _write(folder / "prometheus.yml", document)


def change_setting(folder: pathlib.Path, name: str, expression: str) -> None:
    """What a team does that measures more often: another number in rules/settings.yml."""
    path = folder / "rules/settings.yml"
    document = yaml.safe_load(path.read_text())
    (rule,) = [rule for group in document["groups"] for rule in group["rules"] if rule.get("record") == name]
    rule["expr"] = expression
    _write(path, document)
