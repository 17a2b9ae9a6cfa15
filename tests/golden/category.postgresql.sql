SELECT coalesce((
  SELECT '{"translations":' || (
    SELECT '[' || coalesce(string_agg('{"locale":' || to_json(r2.locale)::text
    || ',"name":' || to_json(r2.name)::text || '}', ','), '') || ']' AS anon_2
    FROM (
      SELECT CASE WHEN (r1t.locale = r0.original_locale) THEN 0 ELSE 1 END AS is_original, r1t.locale AS locale, r1t.name AS name
      FROM category_translation AS r1t
      WHERE r1t.category_id = r0.id
      ORDER BY is_original, r1t.locale
      LIMIT 1000
    ) AS r2
  )
  || ',"articles":' || (
    SELECT '{"nodes":[' || coalesce(string_agg('{"id":"article_' || encode(uuid_send(r3.id), 'hex')
    || '","publishedAt":' || coalesce('"' || to_char(r3.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null') || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM article AS r3t
      WHERE r3t.is_public
      AND r3t.category_id = r0.id
      ORDER BY r3t.published_at DESC, r3t.id DESC
      LIMIT 1 OFFSET 20
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('pd.' || to_char(r3.cursor_key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.' || encode(uuid_send(r3.cursor_id), 'hex')) COLLATE "C") || '"', 'null') || '}}' AS anon_3
    FROM (
      SELECT r3t.id AS id, r3t.published_at AS published_at, r3t.published_at AS cursor_key, r3t.id AS cursor_id
      FROM article AS r3t
      WHERE r3t.is_public
      AND r3t.category_id = r0.id
      ORDER BY r3t.published_at DESC, r3t.id DESC
      LIMIT 20
    ) AS r3
  ) || '}' AS anon_1
  FROM category AS r0
  WHERE r0.slug = $1::VARCHAR COLLATE "C"
), 'null') AS f0
