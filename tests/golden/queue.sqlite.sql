SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r0.id
  || '","body":' || CASE WHEN (r0.deleted_at IS NULL) THEN json_quote(r0.body) ELSE 'null' END
  || ',"version":' || (r0.version)
  || ',"article":' || r0.j0
  || ',"moderation":{"risk":' || printf('%d.%04d', (r0.risk) / 10000, (r0.risk) % 10000)
  || ',"findings":' || r0.j1
  || ',"flagCount":' || ((
    SELECT count(*) AS count_1
    FROM flag AS r9f
    WHERE r9f.comment_id = r0.id
    AND r9f.version = r0.text_version
  ))
  || ',"claim":' || r0.j2
  || ',"commenter":' || r0.j3 || '}}', ','), '')
  || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM comment AS r0t
    WHERE r0t.status = 'PENDING'
    AND r0t.audience != '00000000000000000000000000000000'
    AND r0t.deleted_at IS NULL
    AND (EXISTS (
      SELECT *
      FROM article AS r2a
      WHERE r2a.id = r0t.article_id
      AND r2a.deleted_at IS NULL
    ))
    ORDER BY r0t.risk DESC, r0t.id DESC
    LIMIT 1 OFFSET 50
  )) THEN 'true' ELSE 'false' END
  || ',"endCursor":' || coalesce('"' || min(('qr.' || printf('%010d', r0.cursor_key) || '.' || r0.cursor_id)) || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r0.*, coalesce((
      SELECT '{"id":"article_' || r3.id
      || '","translation":' || coalesce((
        SELECT '{"title":' || json_quote(r5.title) || '}' AS anon_3
        FROM (
          SELECT r4e.value AS value, r4e."key" AS position
          FROM json_each(?) AS r4e
        ) AS r4
        JOIN article_translation AS r5 ON r5.locale = CASE WHEN (r4.value = '*') THEN r3.original_locale ELSE r4.value END
        WHERE r5.article_id = r3.id
        ORDER BY r4.position
        LIMIT 1 OFFSET ?
      ), 'null') || '}' AS anon_2
      FROM article AS r3
      WHERE r3.id = r0.article_id
    ), 'null') AS j0, (
      SELECT '[' || coalesce(group_concat('{"check":' || json_quote(r7.check_name)
      || ',"outcome":"' || r7.outcome
      || '","score":' || CASE WHEN (r7.score IS NULL) THEN 'null' ELSE printf('%d.%04d', (r7.score) / 10000, (r7.score) % 10000) END
      || ',"message":' || json_quote(r7.message)
      || ',"spans":' || r7.j0 || '}', ','), '') || ']' AS anon_4
      FROM (
        SELECT r7.*, (
          SELECT '[' || coalesce(group_concat('{"start":' || (CAST(json_extract(r8.value, '$.start') AS INTEGER))
          || ',"end":' || (CAST(json_extract(r8.value, '$.end') AS INTEGER)) || '}', ','), '') || ']' AS anon_5
          FROM (
            SELECT r8.value AS value
            FROM json_each(r7.spans) AS r8
            ORDER BY r8.key
            LIMIT 1000 OFFSET ?
          ) AS r8
        ) AS j0
        FROM (
          SELECT r6t.check_name AS check_name, r6t.outcome AS outcome, r6t.score AS score, r6t.message AS message, r6t.spans AS spans
          FROM finding AS r6t
          WHERE r6t.comment_id = r0.id
          AND r6t.version = r0.text_version
          ORDER BY r6t.id DESC
          LIMIT 100 OFFSET ?
        ) AS r7
      ) AS r7
    ) AS j1, coalesce((
      SELECT '{"by":{"name":' || json_quote(coalesce((
        SELECT r11n.name
        FROM person AS r11n
        WHERE r11n.id = r10.by_id
      ), ''))
      || '},"expiresAt":"' || r10.expires_at || '"}' AS anon_6
      FROM claim AS r10
      WHERE r10.comment_id = r0.id
      AND r10.expires_at > ?
    ), 'null') AS j2, coalesce((
      SELECT '{"id":"commenter_' || r12.id
      || '","name":' || json_quote(r12.name)
      || ',"approvedCount":' || ((
        SELECT count(*) AS count_2
        FROM comment AS r13c
        WHERE r13c.person_id = r12.id
        AND r13c.status = 'APPROVED'
      ))
      || ',"rejectedCount":' || ((
        SELECT count(*) AS count_3
        FROM comment AS r14c
        WHERE r14c.person_id = r12.id
        AND r14c.status = 'REJECTED'
      ))
      || ',"ban":' || coalesce((
        SELECT '{"reason":' || coalesce(json_quote(r15.reason), 'null')
        || ',"until":' || coalesce('"' || r15.until || '"', 'null') || '}' AS anon_8
        FROM ban AS r15
        WHERE r15.person_id = r12.id
        AND r15.lifted_at IS NULL
        AND coalesce(r15.until > ?, true) = 1
      ), 'null') || '}' AS anon_7
      FROM person AS r12
      WHERE r12.id = r0.person_id
    ), 'null') AS j3
    FROM (
      SELECT r0t.id AS id, r0t.body AS body, r0t.deleted_at AS deleted_at, r0t.version AS version, r0t.article_id AS article_id, r0t.risk AS risk, r0t.text_version AS text_version, r0t.person_id AS person_id, r0t.risk AS cursor_key, r0t.id AS cursor_id
      FROM comment AS r0t
      WHERE r0t.status = 'PENDING'
      AND r0t.audience != '00000000000000000000000000000000'
      AND r0t.deleted_at IS NULL
      AND (EXISTS (
        SELECT *
        FROM article AS r2a
        WHERE r2a.id = r0t.article_id
        AND r2a.deleted_at IS NULL
      ))
      ORDER BY r0t.risk DESC, r0t.id DESC
      LIMIT 50 OFFSET ?
    ) AS r0
  ) AS r0
) AS f0
