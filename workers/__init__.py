"""The processes: lines, desk, console, and all in one. Each is short; what they do is told in gateway/."""
