-- name: write
INSERT INTO faults (number, place, error) VALUES ($1, $2, $3);

-- name: forget
DELETE FROM faults WHERE id <= (SELECT id FROM faults ORDER BY id DESC OFFSET 1000 LIMIT 1);

-- name: recent
SELECT count(*) OVER () AS n, number, at FROM faults WHERE at > now() - interval '24 hours' ORDER BY id DESC LIMIT 1;
