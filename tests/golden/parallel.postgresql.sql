SELECT coalesce((
  SELECT '{"parallelText":' || (
    SELECT '[' || coalesce(string_agg('{"index":' || (r2.position)::text
    || ',"kind":"' || r2.kind
    || '","segments":' || r2.j0 || '}', ','), '') || ']' AS anon_2
    FROM (
      SELECT r2.*, (
        SELECT '[' || coalesce(string_agg('{"locale":' || to_json(r7.asked)::text
        || ',"direction":' || to_json(r7.direction)::text
        || ',"text":' || coalesce(to_json(r7.text)::text, 'null')
        || ',"isOutdated":' || CASE WHEN (r7.is_outdated = 1) THEN 'true' ELSE 'false' END || '}', ','), '') || ']' AS anon_3
        FROM (
          SELECT r3.value AS asked, r4.value AS direction, r5s.text AS text, CASE WHEN (EXISTS (
            SELECT 1
            FROM segment AS r7o
            WHERE r7o.block_id = r5s.block_id
            AND r7o.locale = r0.original_locale
            AND r7o.digest != r5s.source_digest
          )) THEN 1 ELSE 0 END AS is_outdated, r3.position AS position
          FROM unnest($1::TEXT[]) WITH ORDINALITY AS r3(value, position)
          JOIN unnest($2::TEXT[]) WITH ORDINALITY AS r4(value, position) ON r4.position = r3.position
          LEFT OUTER JOIN segment AS r5s ON r5s.block_id = r2.id
          AND r5s.locale = r3.value
          AND (EXISTS (
            SELECT 1
            FROM article_translation AS r6v
            WHERE r6v.article_id = r0.id
            AND r6v.locale = r5s.locale
            AND r6v.status = 'PUBLISHED'
          ))
          ORDER BY r3.position
          LIMIT 1000
        ) AS r7
      ) AS j0
      FROM (
        SELECT r1t.position AS position, r1t.kind AS kind, r1t.id AS id
        FROM article_block AS r1t
        WHERE r1t.article_id = r0.id
        ORDER BY r1t.position
        LIMIT 1000
      ) AS r2
    ) AS r2
  ) || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = (
    SELECT article_slug.article_id
    FROM article_slug
    WHERE article_slug.slug = $3::VARCHAR COLLATE "C"
  )
  AND r0.is_public
  AND (EXISTS (
    SELECT 1
    FROM translation_slug AS r8h
    JOIN article_translation AS r9 ON r9.id = r8h.translation_id
    WHERE r8h.slug = $3::VARCHAR COLLATE "C"
    AND r9.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r10a
      WHERE r10a.id = r9.article_id
      AND r10a.is_public
    ))
  ))
), 'null') AS f0
