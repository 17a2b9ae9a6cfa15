SELECT coalesce((
  SELECT '{"comments":' || (
    SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r1.id
    || '","body":' || CASE WHEN (r1.deleted_at IS NULL) THEN json_quote(r1.body) ELSE 'null' END
    || ',"isMine":' || CASE WHEN (r1.person_id = ?) THEN 'true' ELSE 'false' END
    || ',"editableUntil":' || r1.j0
    || ',"viewerHasFlagged":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM flag AS r4f
      WHERE r4f.comment_id = r1.id
      AND r4f.reporter_id = ?
    )) THEN 'true' ELSE 'false' END
    || ',"replyCount":' || (r1.public_reply_count + (
      SELECT count(*) AS count_1
      FROM comment AS r5m
      WHERE r5m.parent_id = r1.id
      AND r5m.audience = ?
    ))
    || ',"replies":' || r1.j1 || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM comment AS r1t
      WHERE r1t.article_id = r0.id
      AND r1t.parent_id IS NULL
      AND (r1t.audience IS NULL OR r1t.audience = ?)
      ORDER BY r1t.created_at DESC, r1t.id DESC
      LIMIT 1 OFFSET 50
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('cn.' || r1.cursor_key || '.' || r1.cursor_id)) || '"', 'null')
    || '},"totalCount":' || (
      SELECT (count(*)) AS anon_3
      FROM comment AS r1t
      WHERE r1t.article_id = r0.id
      AND r1t.parent_id IS NULL
      AND (r1t.audience IS NULL OR r1t.audience = ?)
    ) || '}' AS anon_2
    FROM (
      SELECT r1.*, coalesce((
        SELECT '"' || strftime('%Y-%m-%dT%H:%M:%fZ', r1.created_at, (r2.edit_window_seconds) || ' seconds') || '"' AS anon_4
        FROM (
          SELECT coalesce(r2o.edit_window_seconds, r2s.edit_window_seconds) AS edit_window_seconds
          FROM comment_policy AS r2s
          LEFT OUTER JOIN comment_policy AS r2o ON r2o.article_id = r1.article_id
          WHERE r2s.scope = 'site'
          LIMIT 1 OFFSET ?
        ) AS r2
        WHERE r1.person_id = ?
        AND r1.status != 'REJECTED'
        AND r1.deleted_at IS NULL
        AND strftime('%Y-%m-%dT%H:%M:%fZ', r1.created_at, (r2.edit_window_seconds) || ' seconds') > ?
        AND NOT (EXISTS (
          SELECT 1
          FROM comment AS r3e
          WHERE r3e.parent_id = r1.id
        ))
      ), 'null') AS j0, (
        SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r6.id
        || '","body":' || CASE WHEN (r6.deleted_at IS NULL) THEN json_quote(r6.body) ELSE 'null' END
        || ',"isMine":' || CASE WHEN (r6.person_id = ?) THEN 'true' ELSE 'false' END || '}', ','), '') || ']}' AS anon_5
        FROM (
          SELECT r6t.id AS id, r6t.body AS body, r6t.deleted_at AS deleted_at, r6t.person_id AS person_id
          FROM comment AS r6t
          WHERE r6t.parent_id = r1.id
          AND (r6t.audience IS NULL OR r6t.audience = ?)
          ORDER BY r6t.created_at ASC, r6t.id ASC
          LIMIT 3 OFFSET ?
        ) AS r6
      ) AS j1
      FROM (
        SELECT r1t.id AS id, r1t.body AS body, r1t.deleted_at AS deleted_at, r1t.person_id AS person_id, r1t.article_id AS article_id, r1t.created_at AS created_at, r1t.status AS status, r1t.public_reply_count AS public_reply_count, r1t.created_at AS cursor_key, r1t.id AS cursor_id
        FROM comment AS r1t
        WHERE r1t.article_id = r0.id
        AND r1t.parent_id IS NULL
        AND (r1t.audience IS NULL OR r1t.audience = ?)
        ORDER BY r1t.created_at DESC, r1t.id DESC
        LIMIT 50 OFFSET ?
      ) AS r1
    ) AS r1
  ) || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = ?
  AND r0.is_public = 1
), 'null') AS f0
