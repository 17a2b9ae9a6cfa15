SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"id":"article_' || r0.id
  || '","commentCount":' || (r0.public_comment_count + 0)
  || ',"translation":' || r0.j0 || '}', ','), '') || ']}' AS anon_1
  FROM (
    SELECT r0.*, coalesce((
      SELECT '{"title":' || json_quote(r1.title) || '}' AS anon_2
      FROM article_translation AS r1
      WHERE r1.locale = coalesce((
        SELECT r2.locale
        FROM article_translation AS r2
        WHERE r2.locale = ?
        AND r2.article_id = r0.id
        AND r2.status = 'PUBLISHED'
      ), (
        SELECT r3.locale
        FROM (
          SELECT r4e.value AS value, r4e."key" AS position
          FROM json_each(?) AS r4e
        ) AS r4
        JOIN article_translation AS r3 ON r3.locale = CASE WHEN (r4.value = '*') THEN r0.original_locale ELSE r4.value END
        WHERE r3.article_id = r0.id
        AND r3.status = 'PUBLISHED'
        ORDER BY r4.position
        LIMIT 1 OFFSET ?
      ))
      AND r1.article_id = r0.id
      AND r1.status = 'PUBLISHED'
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
