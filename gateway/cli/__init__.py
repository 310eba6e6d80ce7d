"""The `gw` command: one small module for each group of commands, all of them thin.

A command reads its arguments, asks a service or a store module, and shows the answer. Nothing is imported before the
command that needs it runs, so that `gw --help` is quick. Exit codes: 0 well, 1 something failed or was refused, 2 a
mistake in the configuration or in the arguments.
"""
