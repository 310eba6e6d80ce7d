-- What was done to a thing, and who has seen it, by its name (gw trace), and whether it was seen within the hour: since every
-- look is written down there are many rows.

CREATE INDEX audit_object ON audit (object, id);
