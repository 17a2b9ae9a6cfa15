SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"translation":' || r1.j0 || '}', ','), '')
  || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r1t
    JOIN served_translation AS r0s ON r0s.article_id = r1t.id
    AND r0s.locale = ?
    AND r0s.audience = 'READERS'
    WHERE r1t.is_public = 1
    AND (r0s.title_key, r1t.id) > (?, ?)
    ORDER BY r0s.title_key ASC, r1t.id ASC
    LIMIT 1 OFFSET 20
  )) THEN 'true' ELSE 'false' END
  || ',"hasPreviousPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r1t
    JOIN served_translation AS r0s ON r0s.article_id = r1t.id
    AND r0s.locale = ?
    AND r0s.audience = 'READERS'
    WHERE r1t.is_public = 1
    AND (r0s.title_key, r1t.id) <= (?, ?)
  )) THEN 'true' ELSE 'false' END
  || ',"startCursor":' || coalesce('"' || min(('ta-' || ? || '.' || lower(hex(r1.cursor_key)) || '.' || r1.cursor_id)) || '"', 'null')
  || ',"endCursor":' || coalesce('"' || max(('ta-' || ? || '.' || lower(hex(r1.cursor_key)) || '.' || r1.cursor_id)) || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r1.*, coalesce((
      SELECT '{"title":' || json_quote(r3.title) || '}' AS anon_2
      FROM (
        SELECT r2e.value AS value, r2e."key" AS position
        FROM json_each(?) AS r2e
      ) AS r2
      JOIN article_translation AS r3 ON r3.locale = CASE WHEN (r2.value = '*') THEN r1.original_locale ELSE r2.value END
      WHERE r3.article_id = r1.id
      AND r3.status = 'PUBLISHED'
      ORDER BY r2.position
      LIMIT 1 OFFSET ?
    ), 'null') AS j0
    FROM (
      SELECT r1t.original_locale AS original_locale, r1t.id AS id, r0s.title_key AS cursor_key, r1t.id AS cursor_id
      FROM article AS r1t
      JOIN served_translation AS r0s ON r0s.article_id = r1t.id
      AND r0s.locale = ?
      AND r0s.audience = 'READERS'
      WHERE r1t.is_public = 1
      AND (r0s.title_key, r1t.id) > (?, ?)
      ORDER BY r0s.title_key ASC, r1t.id ASC
      LIMIT 20 OFFSET ?
    ) AS r1
  ) AS r1
) AS f0
