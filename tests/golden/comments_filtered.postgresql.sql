SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r0.id), 'hex')
  || '","body":' || CASE WHEN (r0.deleted_at IS NULL) THEN to_json(r0.body)::text ELSE 'null' END
  || ',"status":"' || r0.status || '"}', ','), '')
  || '],"totalCount":' || (
    SELECT (count(*))::text AS anon_2
    FROM comment AS r0t
    WHERE (EXISTS (
      SELECT *
      FROM article AS r1a
      WHERE r1a.id = r0t.article_id
      AND r1a.deleted_at IS NULL
    ))
    AND (r0t.status = 'APPROVED' OR r0t.status = 'SPAM')
    AND r0t.person_id = $1::UUID
    AND strpos(r0t.search_text, $2::VARCHAR COLLATE "C") > 0
  ) || '}' AS anon_1
  FROM (
    SELECT r0t.id AS id, r0t.body AS body, r0t.deleted_at AS deleted_at, r0t.status AS status
    FROM comment AS r0t
    WHERE (EXISTS (
      SELECT *
      FROM article AS r1a
      WHERE r1a.id = r0t.article_id
      AND r1a.deleted_at IS NULL
    ))
    AND (r0t.status = 'APPROVED' OR r0t.status = 'SPAM')
    AND r0t.person_id = $1::UUID
    AND strpos(r0t.search_text, $2::VARCHAR COLLATE "C") > 0
    ORDER BY r0t.created_at DESC, r0t.id DESC
    LIMIT 20
  ) AS r0
) AS f0
