-- Whether a unit's answers go out once a second person has approved them: yes, no, or '': as the parent's.
ALTER TABLE units ADD COLUMN four_eyes text NOT NULL DEFAULT '' CHECK (four_eyes IN ('', 'yes', 'no'));
