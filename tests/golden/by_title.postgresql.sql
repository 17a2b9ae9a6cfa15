SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"translation":' || r1.j0 || '}', ','), '')
  || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r1t
    JOIN served_translation AS r0s ON r0s.article_id = r1t.id
    AND r0s.locale = $1::VARCHAR
    AND r0s.audience = 'READERS'
    WHERE r1t.is_public
    AND (r0s.title_key, r0s.article_id) > ($2::VARCHAR COLLATE "C", $3::UUID)
    ORDER BY r0s.title_key ASC, r0s.article_id ASC
    LIMIT 1 OFFSET 20
  )) THEN 'true' ELSE 'false' END
  || ',"hasPreviousPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r1t
    JOIN served_translation AS r0s ON r0s.article_id = r1t.id
    AND r0s.locale = $1::VARCHAR
    AND r0s.audience = 'READERS'
    WHERE r1t.is_public
    AND (r0s.title_key, r0s.article_id) <= ($2::VARCHAR COLLATE "C", $3::UUID)
  )) THEN 'true' ELSE 'false' END
  || ',"startCursor":' || coalesce('"' || min(('ta-' || $1::VARCHAR || '.' || encode(convert_to(r1.cursor_key, 'UTF8'), 'hex') || '.' || encode(uuid_send(r1.cursor_id), 'hex')) COLLATE "C") || '"', 'null')
  || ',"endCursor":' || coalesce('"' || max(('ta-' || $1::VARCHAR || '.' || encode(convert_to(r1.cursor_key, 'UTF8'), 'hex') || '.' || encode(uuid_send(r1.cursor_id), 'hex')) COLLATE "C") || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r1.*, coalesce((
      SELECT '{"title":' || to_json(r2.title)::text || '}' AS anon_2
      FROM unnest($4::TEXT[]) WITH ORDINALITY AS r3(value, position)
      JOIN article_translation AS r2 ON r2.locale = CASE WHEN (r3.value = '*') THEN r1.original_locale ELSE r3.value END
      WHERE r2.article_id = r1.id
      AND r2.status = 'PUBLISHED'
      ORDER BY r3.position
      LIMIT 1
    ), 'null') AS j0
    FROM (
      SELECT r1t.original_locale AS original_locale, r1t.id AS id, r0s.title_key AS cursor_key, r0s.article_id AS cursor_id
      FROM article AS r1t
      JOIN served_translation AS r0s ON r0s.article_id = r1t.id
      AND r0s.locale = $1::VARCHAR
      AND r0s.audience = 'READERS'
      WHERE r1t.is_public
      AND (r0s.title_key, r0s.article_id) > ($2::VARCHAR COLLATE "C", $3::UUID)
      ORDER BY r0s.title_key ASC, r0s.article_id ASC
      LIMIT 20
    ) AS r1
  ) AS r1
) AS f0
