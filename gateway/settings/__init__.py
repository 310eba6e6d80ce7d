"""config.toml and its secrets -> Config."""
