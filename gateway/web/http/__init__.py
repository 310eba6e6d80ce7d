"""What every page needs of HTTP: its context, sessions, the guard, live updates, jobs, errors."""
