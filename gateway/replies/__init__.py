"""Every sentence that a person reads, by code and language: citizens' templates, and the catalogue for all others."""
