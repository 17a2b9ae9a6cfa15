SELECT coalesce((
  SELECT '{"articles":' || (
    SELECT '{"nodes":[' || coalesce(group_concat('{"id":"article_' || r2.id || '"}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM article AS r2t
      WHERE r2t.is_public = 1
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
      WHERE r2t.is_public = 1
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_tag AS r1l
        WHERE r1l.tag_id = r0.id
      )
      ORDER BY r2t.published_at DESC, r2t.id DESC
      LIMIT 10 OFFSET ?
    ) AS r2
  ) || '}' AS anon_1
  FROM tag AS r0
  WHERE r0.slug = ?
), 'null') AS f0
