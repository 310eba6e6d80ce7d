"""The pages, a module each: what is read, what may be done."""
