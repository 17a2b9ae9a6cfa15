WITH own_tombstone AS (
  SELECT tombstone.id AS id
  FROM comment AS below
  JOIN comment AS tombstone ON tombstone.article_id = below.article_id
  AND below.path > (tombstone.path || '/')
  AND below.path < (tombstone.path || '0')
  WHERE below.person_id = $1::UUID
  AND below.status IN ('PENDING', 'REJECTED', 'SPAM')
  AND below.audience = $1::UUID
  AND tombstone.audience = '00000000000000000000000000000001'
)
SELECT coalesce((
  SELECT '{"comments":' || (
    SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r1.id), 'hex')
    || '","body":' || CASE WHEN (r1.deleted_at IS NULL) THEN to_json(r1.body)::text ELSE 'null' END
    || ',"isMine":' || CASE WHEN (r1.person_id = $1::UUID) THEN 'true' ELSE 'false' END
    || ',"editableUntil":' || r1.j0
    || ',"viewerHasFlagged":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM flag AS r4f
      WHERE r4f.comment_id = r1.id
      AND r4f.version = r1.text_version
      AND r4f.reporter_id = $1::UUID
    )) THEN 'true' ELSE 'false' END
    || ',"replyCount":' || (r1.public_reply_count + (
      SELECT count(*) AS count_1
      FROM comment AS r5m
      WHERE r5m.parent_id = r1.id
      AND r5m.audience = $1::UUID
    ) + (
      SELECT count(*) AS count_2
      FROM comment AS r6m
      WHERE r6m.parent_id = r1.id
      AND r6m.audience = '00000000000000000000000000000001'
      AND r6m.id IN (TABLE own_tombstone)
    ))::text
    || ',"replies":' || r1.j1 || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM comment AS r1t
      WHERE (r1t.id IN (TABLE own_tombstone) OR r1t.audience IS NULL OR coalesce(r1t.audience, $1::UUID) = $1::UUID)
      AND r1t.article_id = r0.id
      AND r1t.parent_id IS NULL
      ORDER BY r1t.created_at DESC, r1t.id DESC
      LIMIT 1 OFFSET 50
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('cn.' || to_char(r1.cursor_key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.' || encode(uuid_send(r1.cursor_id), 'hex')) COLLATE "C") || '"', 'null')
    || '},"totalCount":' || (
      SELECT (count(*))::text AS anon_3
      FROM comment AS r1t
      WHERE (r1t.id IN (TABLE own_tombstone) OR r1t.audience IS NULL OR coalesce(r1t.audience, $1::UUID) = $1::UUID)
      AND r1t.article_id = r0.id
      AND r1t.parent_id IS NULL
    ) || '}' AS anon_2
    FROM (
      SELECT r1.*, coalesce((
        SELECT '"' || to_char((r1.created_at + (r2.edit_window_seconds) * interval '1 second') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"' AS anon_4
        FROM (
          SELECT coalesce(r2o.edit_window_seconds, r2s.edit_window_seconds) AS edit_window_seconds
          FROM comment_policy AS r2s
          LEFT OUTER JOIN comment_policy AS r2o ON r2o.article_id = r1.article_id
          WHERE r2s.scope = 'site'
          LIMIT 1
        ) AS r2
        WHERE r1.person_id = $1::UUID
        AND r1.status != 'REJECTED'
        AND r1.deleted_at IS NULL
        AND (r1.created_at + (r2.edit_window_seconds) * interval '1 second') > $2::TIMESTAMP WITH TIME ZONE
        AND NOT (EXISTS (
          SELECT 1
          FROM comment AS r3e
          WHERE r3e.parent_id = r1.id
        ))
      ), 'null') AS j0, (
        SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r7.id), 'hex')
        || '","body":' || CASE WHEN (r7.deleted_at IS NULL) THEN to_json(r7.body)::text ELSE 'null' END
        || ',"isMine":' || CASE WHEN (r7.person_id = $1::UUID) THEN 'true' ELSE 'false' END || '}', ','), '') || ']}' AS anon_5
        FROM (
          SELECT r7t.id AS id, r7t.body AS body, r7t.deleted_at AS deleted_at, r7t.person_id AS person_id
          FROM comment AS r7t
          WHERE (r7t.id IN (TABLE own_tombstone) OR r7t.audience IS NULL OR coalesce(r7t.audience, $1::UUID) = $1::UUID)
          AND r7t.parent_id = r1.id
          ORDER BY r7t.created_at ASC, r7t.id ASC
          LIMIT 3
        ) AS r7
      ) AS j1
      FROM (
        SELECT r1t.id AS id, r1t.body AS body, r1t.deleted_at AS deleted_at, r1t.person_id AS person_id, r1t.article_id AS article_id, r1t.created_at AS created_at, r1t.status AS status, r1t.text_version AS text_version, r1t.public_reply_count AS public_reply_count, r1t.created_at AS cursor_key, r1t.id AS cursor_id
        FROM comment AS r1t
        WHERE (r1t.id IN (TABLE own_tombstone) OR r1t.audience IS NULL OR coalesce(r1t.audience, $1::UUID) = $1::UUID)
        AND r1t.article_id = r0.id
        AND r1t.parent_id IS NULL
        ORDER BY r1t.created_at DESC, r1t.id DESC
        LIMIT 50
      ) AS r1
    ) AS r1
  ) || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = $3::UUID
  AND r0.is_public
), 'null') AS f0
