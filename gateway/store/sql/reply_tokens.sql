-- name: issue
INSERT INTO reply_tokens (:columns) SELECT :values FROM :rows;

-- name: find
-- Those of a token whose mail named several cases: all of them, for it was made of all.
SELECT t.*, coalesce(p.mail, '') AS mail, coalesce(k.code, '') AS code FROM reply_tokens t
LEFT JOIN persons p ON p.key = t.person LEFT JOIN cases k ON k.id = t.case_id
WHERE t.hash = ANY($1::text[]) ORDER BY t.id;

-- name: use
UPDATE reply_tokens SET used_at = now() WHERE id = $1 AND used_at IS NULL AND expires_at > now() RETURNING id;

-- name: previews
-- How many answers of this person to this case were shown for confirmation in the last 24 hours.
SELECT count(*) FROM reply_tokens
WHERE person = $1 AND case_id = $2 AND act NOT IN ('', 'hand_over', 'waiting', 'end', 'page') AND created_at > now() - interval '24 hours';

-- name: pending
-- What officers answered and nothing has come of yet; of two copies of one mail the first alone.
SELECT m.id, m.line, m.sender, m.subject, m.text, m.reply, m.remote_id, m.in_reply_to, m.refs, m.recipients,
    EXISTS (SELECT 1 FROM messages f WHERE f.outcome = 'officer_reply' AND f.sender = m.sender AND f.remote_id = m.remote_id
        AND f.remote_id <> '' AND f.id < m.id) AS copied
FROM messages m WHERE m.outcome = 'officer_reply' AND m.decided_by = '' AND NOT ($1 AND m.registered_at > now() - interval '10 minutes'
    AND EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = m.id AND a.scan = 'unchecked')) ORDER BY m.id LIMIT 1 FOR UPDATE SKIP LOCKED;
