-- A feed of what happens to cases, read by a cursor; what a case is called elsewhere. Before the new program starts: an
-- old one works on beside it (pre).

-- The transaction that wrote the event; of what was written before this migration 0. An id is handed out long before its
-- transaction commits, so readers go by (xid, id), and only as far as every transaction has ended (store/feed.py).
ALTER TABLE case_events ADD COLUMN xid xid8 NOT NULL DEFAULT '0'; -- a constant: no row is written anew
ALTER TABLE case_events ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
CREATE INDEX case_events_feed ON case_events (xid, id);

-- One row. A cursor holds within a generation: a restore, and a dump read into another cluster, begin a new one.
CREATE TABLE event_feed (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    generation text NOT NULL DEFAULT gen_random_uuid(),
    cluster    text NOT NULL DEFAULT '' -- the system identifier of the cluster whose transactions are counted
);
INSERT INTO event_feed DEFAULT VALUES;

-- What a case is called in another system: the National Portal, a city's 1022 …
CREATE TABLE external_references (
    system  text NOT NULL,
    id      text NOT NULL,
    case_id bigint NOT NULL REFERENCES cases,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (system, id)
);
CREATE INDEX external_references_case ON external_references (case_id);
