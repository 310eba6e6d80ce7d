"""A message comes in: receive.py stores it, process.py makes it a case; filing.py is what a person does there."""
