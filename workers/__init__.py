"""The processes: lines, intake worker, console, and all in one. Each is short; what they do is in gateway/."""
