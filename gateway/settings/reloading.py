"""What a configuration that is read anew changes in a gateway that runs, and what waits for its next start."""

from dataclasses import replace

from gateway.settings.configuration import Config

__all__ = ["AT_A_START", "TIMES_AT_A_START", "settled"]

# Fields of Config that are what the running processes were built with, and the tables of config.toml that say them.
AT_A_START = {
    "zone": "zone",
    "city": "city",
    "data": "data.directory",
    "database_url": "database",
    "role_urls": "database",
    "redis_url": "redis",
    "console": "console",
    "scanner": "scanner",
    "logs": "logs",
    "log_directory": "logs",
    "simulator": "simulator",
    "simulator_directory": "simulator",
    "extra_channels": "channels",
    "doors": "doors",
}
TIMES_AT_A_START = ("lease", "sweep")  # of [times]


def settled(running: Config, new: Config) -> tuple[Config, tuple[str, ...]]:
    """`new` as it holds at once, the rest as it runs; and which keys of config.toml wait for a start."""
    waiting = [key for field, key in AT_A_START.items() if getattr(new, field) != getattr(running, field)]
    kept = {name: getattr(running.times, name) for name in TIMES_AT_A_START}
    waiting += [f"times.{name}" for name, value in kept.items() if getattr(new.times, name) != value]
    held = {field: getattr(running, field) for field in AT_A_START}
    if not new.backup.directory:  # it lies in the data directory
        held["backup_directory"] = running.data / new.backup_directory.name
    found = replace(new, times=new.times.model_copy(update=kept), **held)
    return found, tuple(dict.fromkeys(waiting))
