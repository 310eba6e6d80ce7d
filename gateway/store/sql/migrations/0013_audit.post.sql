-- No row without who, what and on what. What older processes have written stays as it is, so that no row is read anew.

ALTER TABLE audit ADD CONSTRAINT audit_says_all CHECK (actor <> '' AND act <> '' AND object <> '') NOT VALID;
