-- attempts_recipient serves what this one did.

DROP INDEX attempts_unreported;
