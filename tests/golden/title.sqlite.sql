SELECT coalesce((
  SELECT '{"id":"article_' || r0.id
  || '","translation":' || coalesce((
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
    FROM translation_slug AS r5h
    JOIN article_translation AS r6 ON r6.id = r5h.translation_id
    WHERE r5h.slug = ?
    AND r6.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r7a
      WHERE r7a.id = r6.article_id
      AND r7a.is_public = 1
    ))
  ))
), 'null') AS f0
