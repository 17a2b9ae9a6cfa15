SELECT coalesce((
  SELECT '{"title":' || json_quote(r1.title)
  || ',"slug":' || json_quote(r1.slug)
  || ',"isOriginal":' || CASE WHEN (r1.locale = (
    SELECT r1a.original_locale
    FROM article AS r1a
    WHERE r1a.id = r1.article_id
  )) THEN 'true' ELSE 'false' END
  || ',"isOutdated":' || CASE WHEN ((EXISTS (
    SELECT 1
    FROM article_block AS r2b
    JOIN segment AS r2t ON r2t.block_id = r2b.id
    WHERE r2b.article_id = r1.article_id
    AND r2t.locale = r1.locale
    AND (EXISTS (
      SELECT 1
      FROM segment AS r2o
      WHERE r2o.block_id = r2t.block_id
      AND r2o.locale = (
        SELECT r1a.original_locale
        FROM article AS r1a
        WHERE r1a.id = r1.article_id
      )
      AND r2o.digest != r2t.source_digest
    ))
  )) OR (EXISTS (
    SELECT 1
    FROM article_translation AS r2s
    WHERE r2s.article_id = r1.article_id
    AND r2s.locale = (
      SELECT r1a.original_locale
      FROM article AS r1a
      WHERE r1a.id = r1.article_id
    )
    AND r2s.digest != r1.source_digest
  ))) THEN 'true' ELSE 'false' END
  || ',"completeness":{"translated":' || (1 + CASE WHEN (r1.summary IS NOT NULL AND (EXISTS (
    SELECT 1
    FROM article_translation AS r3no
    WHERE r3no.article_id = r1.article_id
    AND r3no.locale = (
      SELECT r1a.original_locale
      FROM article AS r1a
      WHERE r1a.id = r1.article_id
    )
    AND r3no.summary IS NOT NULL
  ))) THEN 1 ELSE 0 END + CASE WHEN (EXISTS (
    SELECT 1
    FROM image_translation AS r3nc
    WHERE r3nc.image_id = (
      SELECT r1a.lead_image_id
      FROM article AS r1a
      WHERE r1a.id = r1.article_id
    )
    AND r3nc.caption IS NOT NULL
    AND r3nc.locale = r1.locale
  )) THEN 1 ELSE 0 END + (
    SELECT count(*) AS count_1
    FROM article_block AS r3nb
    JOIN segment AS r3nt ON r3nt.block_id = r3nb.id
    WHERE r3nb.article_id = r1.article_id
    AND r3nt.locale = r1.locale
  ))
  || ',"total":' || (1 + CASE WHEN (EXISTS (
    SELECT 1
    FROM article_translation AS r3to
    WHERE r3to.article_id = r1.article_id
    AND r3to.locale = (
      SELECT r1a.original_locale
      FROM article AS r1a
      WHERE r1a.id = r1.article_id
    )
    AND r3to.summary IS NOT NULL
  )) THEN 1 ELSE 0 END + CASE WHEN (EXISTS (
    SELECT 1
    FROM image_translation AS r3tc
    WHERE r3tc.image_id = (
      SELECT r1a.lead_image_id
      FROM article AS r1a
      WHERE r1a.id = r1.article_id
    )
    AND r3tc.caption IS NOT NULL
  )) THEN 1 ELSE 0 END + (
    SELECT count(*) AS count_2
    FROM article_block AS r3tb
    WHERE r3tb.article_id = r1.article_id
  ))
  || '},"segments":' || (
    SELECT '[' || coalesce(group_concat('{"index":' || (r4.position)
    || ',"kind":"' || r4.kind
    || '","text":' || json_quote(r4.text)
    || ',"isOutdated":' || CASE WHEN (r4.is_outdated = 1) THEN 'true' ELSE 'false' END || '}', ','), '') || ']' AS anon_2
    FROM (
      SELECT r4b.position AS position, r4b.kind AS kind, CASE WHEN (EXISTS (
        SELECT 1
        FROM segment AS r4o
        WHERE r4o.block_id = r4t.block_id
        AND r4o.locale = (
          SELECT r1a.original_locale
          FROM article AS r1a
          WHERE r1a.id = r1.article_id
        )
        AND r4o.digest != r4t.source_digest
      )) THEN 1 ELSE 0 END AS is_outdated, r4t.text AS text
      FROM article_block AS r4b
      JOIN segment AS r4t ON r4t.block_id = r4b.id
      WHERE r4b.article_id = r1.article_id
      AND r4t.locale = r1.locale
      ORDER BY r4b.position
      LIMIT 1000 OFFSET ?
    ) AS r4
  )
  || ',"translators":' || (
    SELECT '[' || coalesce(group_concat('{"name":' || json_quote(r6.name) || '}', ','), '') || ']' AS anon_3
    FROM (
      SELECT r5t.name AS name
      FROM translation_credit AS r5l
      JOIN author AS r5t ON r5t.id = r5l.author_id
      WHERE r5l.translation_id = r1.id
      ORDER BY r5l.position
      LIMIT 1000 OFFSET ?
    ) AS r6
  )
  || ',"article":' || coalesce((
    SELECT '{"id":"article_' || r7.id
    || '","category":' || coalesce((
      SELECT '{"slug":' || json_quote(r8.slug) || '}' AS anon_5
      FROM category AS r8
      WHERE r8.id = r7.category_id
    ), 'null') || '}' AS anon_4
    FROM article AS r7
    WHERE r7.id = r1.article_id
  ), 'null') || '}' AS anon_1
  FROM translation_slug AS r0h
  JOIN article_translation AS r1 ON r1.id = r0h.translation_id
  WHERE r0h.slug = ?
  AND r1.status = 'PUBLISHED'
  AND (EXISTS (
    SELECT 1
    FROM article AS r9a
    WHERE r9a.id = r1.article_id
    AND r9a.is_public = 1
  ))
  AND r1.locale = ?
  ORDER BY CASE WHEN (r1.locale = (
    SELECT article.original_locale
    FROM article
    WHERE article.id = r1.article_id
  )) THEN 0 ELSE 1 END, r1.locale
  LIMIT 1 OFFSET ?
), 'null') AS f0
