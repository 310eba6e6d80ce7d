-- A number abroad is told once where to write; that it was told is a suppression of its own kind.

ALTER TABLE suppressions DROP CONSTRAINT suppressions_kind_check,
    ADD CONSTRAINT suppressions_kind_check CHECK (kind IN ('unreachable', 'unasked', 'foreign'));
