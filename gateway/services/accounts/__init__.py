"""Persons log in: passwords, second factors, who gets an account and which roles."""
