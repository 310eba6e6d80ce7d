-- Files that go out with an answer, by mail. Their bytes are blobs, as those of what came in.

CREATE TABLE answer_files (
    case_id bigint NOT NULL,
    version integer NOT NULL,
    n       smallint NOT NULL,
    name    text NOT NULL,
    type    text NOT NULL, -- as the officer's browser says
    size    integer NOT NULL,
    blob    bytea NOT NULL REFERENCES blobs,
    PRIMARY KEY (case_id, version, n),
    FOREIGN KEY (case_id, version) REFERENCES answers
);
CREATE INDEX answer_files_blob ON answer_files (blob);
CREATE INDEX answers_event ON answers (event_id);

ALTER TABLE outbox ADD COLUMN files smallint NOT NULL DEFAULT 0; -- how many go with it

-- What a sender may read of the files: those of what it sends, and no other bytes.
CREATE VIEW outgoing_files AS
SELECT o.id AS outbox_id, f.n, f.name, f.type, b.bytes FROM outbox o
JOIN answers a ON o.cause = 'event:' || a.event_id JOIN answer_files f ON f.case_id = a.case_id AND f.version = a.version
JOIN blobs b ON b.sha256 = f.blob WHERE o.files > 0;
