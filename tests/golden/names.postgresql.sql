SELECT (
  SELECT '[' || coalesce(string_agg('{"slug":' || to_json(r1.slug)::text
  || ',"translation":' || r1.j0 || '}', ','), '') || ']' AS anon_1
  FROM (
    SELECT r1.*, coalesce((
      SELECT '{"name":' || to_json(r2.name)::text
      || ',"isFallback":' || CASE WHEN (r2.locale = $1::VARCHAR) THEN 'false' ELSE 'true' END || '}' AS anon_2
      FROM unnest($2::TEXT[]) WITH ORDINALITY AS r3(value, position)
      JOIN category_translation AS r2 ON r2.locale = CASE WHEN (r3.value = '*') THEN r1.original_locale ELSE r3.value END
      WHERE r2.category_id = r1.id
      ORDER BY r3.position
      LIMIT 1
    ), 'null') AS j0
    FROM (
      SELECT r0t.slug AS slug, r0t.original_locale AS original_locale, r0t.id AS id
      FROM category AS r0t
      ORDER BY r0t.name_key, r0t.id
      LIMIT 1000
    ) AS r1
  ) AS r1
) AS f0, (
  SELECT '{"edges":[' || coalesce(string_agg('{"cursor":"nn.' || encode(convert_to(r4.cursor_key, 'UTF8'), 'hex') || '.' || encode(uuid_send(r4.cursor_id), 'hex')
  || '","node":{"name":' || to_json(r4.name)::text || '}}', ','), '')
  || '],"pageInfo":{"hasPreviousPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM author AS r4t
    ORDER BY r4t.name_key DESC, r4t.id DESC
    LIMIT 1 OFFSET 5
  )) THEN 'true' ELSE 'false' END || '}}' AS anon_3
  FROM (
    SELECT r4b.cursor_key AS cursor_key, r4b.cursor_id AS cursor_id, r4b.name AS name
    FROM (
      SELECT r4t.name_key AS cursor_key, r4t.id AS cursor_id, r4t.name AS name, r4t.name_key AS sort_key, r4t.id AS sort_id
      FROM author AS r4t
      ORDER BY r4t.name_key DESC, r4t.id DESC
      LIMIT 5
    ) AS r4b
    ORDER BY r4b.sort_key ASC, r4b.sort_id ASC
    LIMIT 5
  ) AS r4
) AS f1
