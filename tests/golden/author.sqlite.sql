SELECT coalesce((
  SELECT '{"name":' || json_quote(r0.name)
  || ',"articles":' || (
    SELECT '{"nodes":[' || coalesce(group_concat('{"id":"article_' || r2.id
    || '","updatedAt":"' || r2.updated_at || '"}', ','), '')
    || '],"totalCount":' || (
      SELECT (count(*)) AS anon_3
      FROM article AS r2t
      WHERE r2t.is_public = 1
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_author AS r1l
        WHERE r1l.author_id = r0.id
      )
    ) || '}' AS anon_2
    FROM (
      SELECT r2t.id AS id, r2t.updated_at AS updated_at
      FROM article AS r2t
      WHERE r2t.is_public = 1
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_author AS r1l
        WHERE r1l.author_id = r0.id
      )
      ORDER BY r2t.updated_at DESC, r2t.id DESC
      LIMIT 10 OFFSET ?
    ) AS r2
  ) || '}' AS anon_1
  FROM author AS r0
  WHERE r0.slug = ?
), 'null') AS f0
