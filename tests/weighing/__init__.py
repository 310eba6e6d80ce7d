"""How the weights of gateway/policy/weighing.py are made from the tables of tests/corpus: python -m tests.weighing."""
