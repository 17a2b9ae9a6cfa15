SELECT (
  SELECT '[' || coalesce(string_agg(CASE WHEN (r3.kind = 'article') THEN r3.j0 WHEN (r3.kind = 'comment') THEN r3.j1 ELSE 'null' END, ','), '') || ']' AS anon_1
  FROM (
    SELECT r3.*, coalesce((
      SELECT '{"id":"article_' || encode(uuid_send(r4.id), 'hex')
      || '","publishedAt":' || coalesce('"' || to_char(r4.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null')
      || ',"category":' || coalesce((
        SELECT '{"slug":' || to_json(r5.slug)::text || '}' AS anon_3
        FROM category AS r5
        WHERE r5.id = r4.category_id
      ), 'null') || '}' AS anon_2
      FROM article AS r4
      WHERE r4.id = CAST(nullif(r3.key, '') AS UUID)
      AND r4.is_public
    ), 'null') AS j0, coalesce((
      SELECT '{"id":"comment_' || encode(uuid_send(r6.id), 'hex')
      || '","body":' || CASE WHEN (r6.deleted_at IS NULL) THEN to_json(r6.body)::text ELSE 'null' END
      || ',"parent":' || coalesce((
        SELECT '{"id":"comment_' || encode(uuid_send(r8.id), 'hex') || '"}' AS anon_5
        FROM comment AS r8
        WHERE r8.id = r6.parent_id
        AND r8.audience IS NULL
        AND (EXISTS (
          SELECT *
          FROM article AS r8a
          WHERE r8a.id = r8.article_id
          AND r8a.is_public
        ))
      ), 'null')
      || ',"article":' || coalesce((
        SELECT '{"id":"article_' || encode(uuid_send(r9.id), 'hex') || '"}' AS anon_6
        FROM article AS r9
        WHERE r9.id = r6.article_id
      ), 'null') || '}' AS anon_4
      FROM comment AS r6
      WHERE r6.id = CAST(nullif(r3.key, '') AS UUID)
      AND r6.audience IS NULL
      AND (EXISTS (
        SELECT *
        FROM article AS r7a
        WHERE r7a.id = r6.article_id
        AND r7a.is_public
      ))
    ), 'null') AS j1
    FROM (
      SELECT r0.value AS kind, r1.value AS key, r2.value AS tag, r0.position AS position
      FROM unnest($1::TEXT[]) WITH ORDINALITY AS r0(value, position)
      JOIN unnest($2::TEXT[]) WITH ORDINALITY AS r1(value, position) ON r1.position = r0.position
      JOIN unnest($3::TEXT[]) WITH ORDINALITY AS r2(value, position) ON r2.position = r0.position
      ORDER BY r0.position
      LIMIT 1000
    ) AS r3
  ) AS r3
) AS f0
