"""The words and rules of the field: pure, without I/O, clock or database."""
