"""The roster: files.py reads the office's tables, taking_in.py keeps them, standing.py says who is on duty."""
