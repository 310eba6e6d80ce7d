"""Officers' acts on cases, by the one table of domain/casework.py: `performing.perform` does one, `performing.preview`
shows what its citizen will get, `offering.offers` says which a person may do to a case now."""
