"""Audit as a whole: rows are sealed, the chain is looked at, rows are found, exported and cut (docs/AUDIT.md)."""
