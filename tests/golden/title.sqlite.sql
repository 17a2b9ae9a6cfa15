SELECT coalesce((
  SELECT '{"id":"article_' || r0.id
  || '","translation":' || coalesce((
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
  ), 'null') || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = (
    SELECT article_slug.article_id
    FROM article_slug
    WHERE article_slug.slug = ?
  )
  AND r0.is_public = 1
  AND (EXISTS (
    SELECT 1
    FROM translation_slug AS r3h
    JOIN article_translation AS r4 ON r4.id = r3h.translation_id
    WHERE r3h.slug = ?
    AND r4.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r5a
      WHERE r5a.id = r4.article_id
      AND r5a.is_public = 1
    ))
  ))
), 'null') AS f0
