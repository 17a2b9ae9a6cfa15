SELECT coalesce((
  SELECT '{"translations":' || (
    SELECT '[' || coalesce(group_concat('{"locale":' || json_quote(r2.locale)
    || ',"name":' || json_quote(r2.name) || '}', ','), '') || ']' AS anon_2
    FROM (
      SELECT CASE WHEN (r1t.locale = r0.original_locale) THEN 0 ELSE 1 END AS is_original, r1t.locale AS locale, r1t.name AS name
      FROM category_translation AS r1t
      WHERE r1t.category_id = r0.id
      ORDER BY is_original, r1t.locale
      LIMIT 1000 OFFSET ?
    ) AS r2
  )
  || ',"articles":' || (
    SELECT '{"nodes":[' || coalesce(group_concat('{"id":"article_' || r3.id
    || '","publishedAt":' || coalesce('"' || r3.published_at || '"', 'null') || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM article AS r3t
      WHERE r3t.is_public = 1
      AND r3t.category_id = r0.id
      ORDER BY r3t.published_at DESC, r3t.id DESC
      LIMIT 1 OFFSET 20
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('pd.' || r3.cursor_key || '.' || r3.cursor_id)) || '"', 'null') || '}}' AS anon_3
    FROM (
      SELECT r3t.id AS id, r3t.published_at AS published_at, r3t.published_at AS cursor_key, r3t.id AS cursor_id
      FROM article AS r3t
      WHERE r3t.is_public = 1
      AND r3t.category_id = r0.id
      ORDER BY r3t.published_at DESC, r3t.id DESC
      LIMIT 20 OFFSET ?
    ) AS r3
  ) || '}' AS anon_1
  FROM category AS r0
  WHERE r0.slug = ?
), 'null') AS f0
