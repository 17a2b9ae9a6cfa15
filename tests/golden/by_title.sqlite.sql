SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"translation":' || r1.j0 || '}', ','), '')
  || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r1t
    JOIN served_translation AS r0s ON r0s.article_id = r1t.id
    AND r0s.locale = ?
    AND r0s.audience = 'READERS'
    WHERE r1t.is_public = 1
    AND (r0s.title_key, r0s.article_id) > (?, ?)
    ORDER BY r0s.title_key ASC, r0s.article_id ASC
    LIMIT 1 OFFSET 20
  )) THEN 'true' ELSE 'false' END
  || ',"hasPreviousPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r1t
    JOIN served_translation AS r0s ON r0s.article_id = r1t.id
    AND r0s.locale = ?
    AND r0s.audience = 'READERS'
    WHERE r1t.is_public = 1
    AND (r0s.title_key, r0s.article_id) <= (?, ?)
  )) THEN 'true' ELSE 'false' END
  || ',"startCursor":' || coalesce('"' || min(('ta-' || ? || '.' || lower(hex(r1.cursor_key)) || '.' || r1.cursor_id)) || '"', 'null')
  || ',"endCursor":' || coalesce('"' || max(('ta-' || ? || '.' || lower(hex(r1.cursor_key)) || '.' || r1.cursor_id)) || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r1.*, coalesce((
      SELECT '{"title":' || json_quote(r2.title) || '}' AS anon_2
      FROM article_translation AS r2
      WHERE r2.locale = coalesce((
        SELECT r3.locale
        FROM article_translation AS r3
        WHERE r3.locale = ?
        AND r3.article_id = r1.id
        AND r3.status = 'PUBLISHED'
      ), (
        SELECT r4.locale
        FROM (
          SELECT r5e.value AS value, r5e."key" AS position
          FROM json_each(?) AS r5e
        ) AS r5
        JOIN article_translation AS r4 ON r4.locale = CASE WHEN (r5.value = '*') THEN r1.original_locale ELSE r5.value END
        WHERE r4.article_id = r1.id
        AND r4.status = 'PUBLISHED'
        ORDER BY r5.position
        LIMIT 1 OFFSET ?
      ))
      AND r2.article_id = r1.id
      AND r2.status = 'PUBLISHED'
    ), 'null') AS j0
    FROM (
      SELECT r1t.id AS id, r1t.original_locale AS original_locale, r0s.title_key AS cursor_key, r0s.article_id AS cursor_id
      FROM article AS r1t
      JOIN served_translation AS r0s ON r0s.article_id = r1t.id
      AND r0s.locale = ?
      AND r0s.audience = 'READERS'
      WHERE r1t.is_public = 1
      AND (r0s.title_key, r0s.article_id) > (?, ?)
      ORDER BY r0s.title_key ASC, r0s.article_id ASC
      LIMIT 20 OFFSET ?
    ) AS r1
  ) AS r1
) AS f0
