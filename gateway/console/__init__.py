"""The console: pages and API for the people who run the gateway. Loopback only; nothing on it is a citizen's."""
