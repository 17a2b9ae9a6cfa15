SELECT (
  SELECT '[' || coalesce(group_concat(CASE WHEN (r3.kind = 'article') THEN r3.j0 WHEN (r3.kind = 'comment') THEN r3.j1 ELSE 'null' END, ','), '') || ']' AS anon_1
  FROM (
    SELECT r3.*, coalesce((
      SELECT '{"id":"article_' || r4.id
      || '","publishedAt":' || coalesce('"' || r4.published_at || '"', 'null')
      || ',"category":' || coalesce((
        SELECT '{"slug":' || json_quote(r5.slug) || '}' AS anon_3
        FROM category AS r5
        WHERE r5.id = r4.category_id
      ), 'null') || '}' AS anon_2
      FROM article AS r4
      WHERE r4.id = r3.key
      AND r4.is_public = 1
    ), 'null') AS j0, coalesce((
      SELECT '{"id":"comment_' || r6.id
      || '","body":' || CASE WHEN (r6.deleted_at IS NULL) THEN json_quote(r6.body) ELSE 'null' END
      || ',"parent":' || coalesce((
        SELECT '{"id":"comment_' || r8.id || '"}' AS anon_5
        FROM comment AS r8
        WHERE r8.id = r6.parent_id
        AND r8.audience IS NULL
        AND (EXISTS (
          SELECT *
          FROM article AS r8a
          WHERE r8a.id = r8.article_id
          AND r8a.is_public = 1
        ))
      ), 'null')
      || ',"article":' || coalesce((
        SELECT '{"id":"article_' || r9.id || '"}' AS anon_6
        FROM article AS r9
        WHERE r9.id = r6.article_id
      ), 'null') || '}' AS anon_4
      FROM comment AS r6
      WHERE r6.id = r3.key
      AND r6.audience IS NULL
      AND (EXISTS (
        SELECT *
        FROM article AS r7a
        WHERE r7a.id = r6.article_id
        AND r7a.is_public = 1
      ))
    ), 'null') AS j1
    FROM (
      SELECT r0.value AS kind, r1.value AS "key", r2.value AS tag, r0.position AS position
      FROM (
        SELECT r0e.value AS value, r0e."key" AS position
        FROM json_each(?) AS r0e
      ) AS r0
      JOIN (
        SELECT r1e.value AS value, r1e."key" AS position
        FROM json_each(?) AS r1e
      ) AS r1 ON r1.position = r0.position
      JOIN (
        SELECT r2e.value AS value, r2e."key" AS position
        FROM json_each(?) AS r2e
      ) AS r2 ON r2.position = r0.position
      ORDER BY r0.position
      LIMIT 1000 OFFSET ?
    ) AS r3
  ) AS r3
) AS f0
