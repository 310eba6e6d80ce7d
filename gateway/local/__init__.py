"""Servers of our own on this machine: PostgreSQL, Valkey, the simulator to try the gateway with, and a GSM modem on a
pseudo-terminal (modem/) that plays real ones with all their faults."""
