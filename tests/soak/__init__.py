"""Load with a random fault a minute, for as long as it is told: `python -m tests.soak --minutes 60` (FAILURES F45)."""
