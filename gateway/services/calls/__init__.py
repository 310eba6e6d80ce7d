"""Calls: noted, judged, called back. receive.py notes records, judging.py says what calls came to and what is owed,
calling_back.py is what a person says."""
