"""How the weights of gateway/policy/text_classifier.py are made from the tables of tests/corpus:
python -m tests.text_classifier."""
