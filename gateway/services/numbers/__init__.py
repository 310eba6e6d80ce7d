"""Published numbers and mailboxes: standing.py says which are proved reachable and who answers for them, report.py
writes that down for paper and spreadsheets."""
