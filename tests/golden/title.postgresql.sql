SELECT coalesce((
  SELECT '{"id":"article_' || encode(uuid_send(r0.id), 'hex')
  || '","translation":' || coalesce((
    SELECT '{"title":' || to_json(r1.title)::text || '}' AS anon_2
    FROM unnest($1::TEXT[]) WITH ORDINALITY AS r2(value, position)
    JOIN article_translation AS r1 ON r1.locale = CASE WHEN (r2.value = '*') THEN r0.original_locale ELSE r2.value END
    WHERE r1.article_id = r0.id
    AND r1.status = 'PUBLISHED'
    ORDER BY r2.position
    LIMIT 1
  ), 'null') || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = (
    SELECT article_slug.article_id
    FROM article_slug
    WHERE article_slug.slug = $2::VARCHAR COLLATE "C"
  )
  AND r0.is_public
  AND (EXISTS (
    SELECT 1
    FROM translation_slug AS r3h
    JOIN article_translation AS r4 ON r4.id = r3h.translation_id
    WHERE r3h.slug = $2::VARCHAR COLLATE "C"
    AND r4.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r5a
      WHERE r5a.id = r4.article_id
      AND r5a.is_public
    ))
  ))
), 'null') AS f0
