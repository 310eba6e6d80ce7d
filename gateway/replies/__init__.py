"""Every sentence a citizen reads, by key and language."""
