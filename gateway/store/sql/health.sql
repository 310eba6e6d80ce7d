-- name: clocks
-- clock_timestamp, not now: it is compared with our own clock.
SELECT clock_timestamp() AS clock, (SELECT last_run FROM clocks WHERE name = 'watch') AS watched;

-- name: ready
-- Complete and not yet registered; an unfinished long SMS is not the intake worker's fault.
SELECT count(*) AS n, min(received_at) AS oldest FROM parts WHERE state = 'received' AND ready_seq IS NOT NULL;

-- name: waiting_by_line
-- In two halves, because each has its index (parts_ready, parts_incomplete); as one it reads the whole table.
SELECT line, sum(n)::bigint AS n, min(oldest) AS oldest FROM (
    SELECT line, count(*) AS n, min(received_at) AS oldest FROM parts
    WHERE state = 'received' AND ready_seq IS NOT NULL GROUP BY line
    UNION ALL
    SELECT line, count(*), min(received_at) FROM parts WHERE state = 'received' AND ready_seq IS NULL GROUP BY line
) AS halves GROUP BY line;

-- name: write_probe
CREATE TEMPORARY TABLE probe ON COMMIT DROP AS SELECT repeat('x', 1000) AS filler FROM generate_series(1, 64);
