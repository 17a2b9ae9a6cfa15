SELECT coalesce((
  SELECT '{"articles":' || (
    SELECT '{"nodes":[' || coalesce(string_agg('{"id":"article_' || encode(uuid_send(r2.id), 'hex') || '"}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM article AS r2t
      WHERE r2t.is_public
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_tag AS r1l
        WHERE r1l.tag_id = r0.id
      )
      ORDER BY r2t.published_at DESC, r2t.id DESC
      LIMIT 1 OFFSET 10
    )) THEN 'true' ELSE 'false' END || '}}' AS anon_2
    FROM (
      SELECT r2t.id AS id
      FROM article AS r2t
      WHERE r2t.is_public
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_tag AS r1l
        WHERE r1l.tag_id = r0.id
      )
      ORDER BY r2t.published_at DESC, r2t.id DESC
      LIMIT 10
    ) AS r2
  ) || '}' AS anon_1
  FROM tag AS r0
  WHERE r0.slug = $1::VARCHAR COLLATE "C"
), 'null') AS f0
