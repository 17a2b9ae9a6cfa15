SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"id":"article_' || r0.id
  || '","commentCount":' || (r0.public_comment_count + 0)
  || ',"translation":' || r0.j0 || '}', ','), '') || ']}' AS anon_1
  FROM (
    SELECT r0.*, coalesce((
      SELECT '{"title":' || json_quote(r2.title) || '}' AS anon_2
      FROM (
        SELECT r1e.value AS value, r1e."key" AS position
        FROM json_each(?) AS r1e
      ) AS r1
      JOIN article_translation AS r2 ON r2.locale = CASE WHEN (r1.value = '*') THEN r0.original_locale ELSE r1.value END
      WHERE r2.article_id = r0.id
      AND r2.status = 'PUBLISHED'
      ORDER BY r1.position
      LIMIT 1 OFFSET ?
    ), 'null') AS j0
    FROM (
      SELECT r0t.id AS id, r0t.public_comment_count AS public_comment_count, r0t.original_locale AS original_locale
      FROM article AS r0t
      WHERE r0t.is_public = 1
      ORDER BY r0t.public_comment_count DESC, r0t.id DESC
      LIMIT 5 OFFSET ?
    ) AS r0
  ) AS r0
) AS f0
