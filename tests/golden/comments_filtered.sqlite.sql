SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r0.id
  || '","body":' || CASE WHEN (r0.deleted_at IS NULL) THEN json_quote(r0.body) ELSE 'null' END
  || ',"status":"' || r0.status || '"}', ','), '')
  || '],"totalCount":' || (
    SELECT (count(*)) AS anon_2
    FROM comment AS r0t
    WHERE (EXISTS (
      SELECT *
      FROM article AS r1a
      WHERE r1a.id = r0t.article_id
      AND r1a.deleted_at IS NULL
    ))
    AND (r0t.status = 'APPROVED' OR r0t.status = 'SPAM')
    AND r0t.person_id = ?
    AND instr(r0t.search_text, ?) > 0
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
    AND r0t.person_id = ?
    AND instr(r0t.search_text, ?) > 0
    ORDER BY r0t.created_at DESC, r0t.id DESC
    LIMIT 20 OFFSET ?
  ) AS r0
) AS f0
