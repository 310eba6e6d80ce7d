-- name: write
INSERT INTO audit (actor, act, object, detail) VALUES ($1, $2, $3, $4);

-- name: of_objects
SELECT id, at, actor, act, object, detail FROM audit WHERE object = ANY($1::text[]) ORDER BY id;

-- name: write_once
INSERT INTO audit (actor, act, object, detail) SELECT $1, $2, $3, $4
WHERE NOT EXISTS (SELECT 1 FROM audit WHERE object = $3 AND actor = $1 AND act = $2 AND at > now() - interval '1 hour');

-- name: sealing
-- One process seals at a time; whoever reads behind this sees what the one before has sealed.
SELECT pg_advisory_xact_lock(hashtext('audit'));

-- name: unsealed
-- Each row that is not sealed, whenever its transaction committed: none is gone past.
SELECT id, at, actor, act, object, detail, 0::bigint AS place, ''::bytea AS seal FROM audit WHERE place IS NULL ORDER BY id LIMIT $1;

-- name: seal
UPDATE audit SET place = new.place, seal = new.seal
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS new (id, place, seal) WHERE audit.id = new.id AND audit.place IS NULL;

-- name: head
SELECT place, seal FROM audit WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1;

-- name: sealed
SELECT id, at, actor, act, object, detail, place, seal FROM audit WHERE place > $1 ORDER BY place LIMIT $2;

-- name: anchors
SELECT place, seal, key, kind FROM audit_anchors ORDER BY place, kind;

-- name: anchor
INSERT INTO audit_anchors (place, seal, key, kind) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING place;

-- name: unsealed_objects
SELECT object FROM audit WHERE place IS NULL AND act = ANY($1::text[]);

-- name: state
SELECT (SELECT min(at) FROM audit WHERE place IS NULL) AS unsealed_since,
    (SELECT count(*) FROM audit WHERE place IS NULL) AS unsealed,
    last.at AS checked_at, coalesce(last.fault, '') AS fault, coalesce(last.fault_place, 0) AS fault_place
FROM (SELECT 1) AS one LEFT JOIN LATERAL (SELECT at, fault, fault_place FROM audit_checks ORDER BY id DESC LIMIT 1) AS last ON true;

-- name: note_check
INSERT INTO audit_checks (place, rows, faults, fault, fault_place) VALUES ($1, $2, $3, $4, $5);

-- name: place_before
-- The last row that is older than that, with all before it.
SELECT place, seal FROM audit WHERE place < (SELECT place FROM audit WHERE place IS NOT NULL AND at >= $1 ORDER BY place LIMIT 1)
ORDER BY place DESC LIMIT 1;

-- name: cut
DELETE FROM audit WHERE place IN (SELECT place FROM audit WHERE place <= $1 ORDER BY place LIMIT $2);
