"""What the decoders read and which rule decided, without a database; the records' shape is public (docs/explain.md).

pool.py asks processes for records, work.py is what these do: only they import decoders and policy.
"""
