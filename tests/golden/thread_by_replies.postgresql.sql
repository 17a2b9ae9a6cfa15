SELECT coalesce((
  SELECT '{"comments":' || (
    SELECT '{"edges":[' || coalesce(string_agg('{"cursor":"cr.' || lpad((r1.cursor_key)::text, 10, '0') || '.' || encode(uuid_send(r1.cursor_id), 'hex')
    || '","node":{"id":"comment_' || encode(uuid_send(r1.id), 'hex')
    || '","replyCount":' || (r1.public_reply_count + 0)::text || '}}', ','), '') || ']}' AS anon_2
    FROM (
      SELECT r1b.cursor_key AS cursor_key, r1b.cursor_id AS cursor_id, r1b.id AS id, r1b.public_reply_count AS public_reply_count
      FROM (
        SELECT r1t.public_reply_count AS cursor_key, r1t.id AS cursor_id, r1t.id AS id, r1t.public_reply_count AS public_reply_count, r1t.public_reply_count AS sort_key, r1t.id AS sort_id
        FROM comment AS r1t
        WHERE r1t.audience IS NULL
        AND r1t.article_id = r0.id
        AND r1t.parent_id IS NULL
        AND (r1t.public_reply_count, r1t.id) > ($1::INTEGER, $2::UUID)
        ORDER BY r1t.public_reply_count ASC, r1t.id ASC
        LIMIT 10
      ) AS r1b
      ORDER BY r1b.sort_key DESC, r1b.sort_id DESC
      LIMIT 10
    ) AS r1
  ) || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = $3::UUID
  AND r0.is_public
), 'null') AS f0
