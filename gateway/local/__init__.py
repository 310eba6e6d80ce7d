"""Servers of our own on this machine: PostgreSQL, Valkey, and the simulator to try the gateway with."""
