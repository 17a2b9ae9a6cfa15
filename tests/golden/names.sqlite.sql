SELECT (
  SELECT '[' || coalesce(group_concat('{"slug":' || json_quote(r1.slug)
  || ',"translation":' || r1.j0 || '}', ','), '') || ']' AS anon_1
  FROM (
    SELECT r1.*, coalesce((
      SELECT '{"name":' || json_quote(r2.name)
      || ',"isFallback":' || CASE WHEN (r2.locale = ?) THEN 'false' ELSE 'true' END || '}' AS anon_2
      FROM category_translation AS r2
      WHERE r2.locale = coalesce((
        SELECT r3.locale
        FROM category_translation AS r3
        WHERE r3.locale = ?
        AND r3.category_id = r1.id
      ), (
        SELECT r4.locale
        FROM (
          SELECT r5e.value AS value, r5e."key" AS position
          FROM json_each(?) AS r5e
        ) AS r5
        JOIN category_translation AS r4 ON r4.locale = CASE WHEN (r5.value = '*') THEN r1.original_locale ELSE r5.value END
        WHERE r4.category_id = r1.id
        ORDER BY r5.position
        LIMIT 1 OFFSET ?
      ))
      AND r2.category_id = r1.id
    ), 'null') AS j0
    FROM (
      SELECT r0t.slug AS slug, r0t.id AS id, r0t.original_locale AS original_locale
      FROM category AS r0t
      ORDER BY r0t.name_key, r0t.id
      LIMIT 1000 OFFSET ?
    ) AS r1
  ) AS r1
) AS f0, (
  SELECT '{"edges":[' || coalesce(group_concat('{"cursor":"nn.' || lower(hex(r6.cursor_key)) || '.' || r6.cursor_id
  || '","node":{"name":' || json_quote(r6.name) || '}}', ','), '')
  || '],"pageInfo":{"hasPreviousPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM author AS r6t
    ORDER BY r6t.name_key DESC, r6t.id DESC
    LIMIT 1 OFFSET 5
  )) THEN 'true' ELSE 'false' END || '}}' AS anon_3
  FROM (
    SELECT r6b.cursor_key AS cursor_key, r6b.cursor_id AS cursor_id, r6b.name AS name
    FROM (
      SELECT r6t.name_key AS cursor_key, r6t.id AS cursor_id, r6t.name AS name, r6t.name_key AS sort_key, r6t.id AS sort_id
      FROM author AS r6t
      ORDER BY r6t.name_key DESC, r6t.id DESC
      LIMIT 5 OFFSET ?
    ) AS r6b
    ORDER BY r6b.sort_key ASC, r6b.sort_id ASC
    LIMIT 5 OFFSET ?
  ) AS r6
) AS f1
