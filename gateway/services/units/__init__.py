"""The register of units: files.py reads the office's tables, checking.py says what is wrong in the whole, taking_in.py
keeps it, responsible.py says where nobody is responsible."""
