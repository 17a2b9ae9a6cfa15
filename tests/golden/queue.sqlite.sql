SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r0.id
  || '","body":' || CASE WHEN (r0.deleted_at IS NULL) THEN json_quote(r0.body) ELSE 'null' END
  || ',"version":' || (r0.version)
  || ',"article":' || r0.j0
  || ',"moderation":{"risk":' || printf('%d.%04d', (r0.risk) / 10000, (r0.risk) % 10000)
  || ',"findings":' || r0.j1
  || ',"flagCount":' || ((
    SELECT count(*) AS count_1
    FROM flag AS r11f
    WHERE r11f.comment_id = r0.id
    AND r11f.version = r0.text_version
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
        SELECT '{"title":' || json_quote(r4.title) || '}' AS anon_3
        FROM article_translation AS r4
        WHERE r4.locale = coalesce((
          SELECT r5.locale
          FROM article_translation AS r5
          WHERE r5.locale = ?
          AND r5.article_id = r3.id
        ), (
          SELECT r6.locale
          FROM (
            SELECT r7e.value AS value, r7e."key" AS position
            FROM json_each(?) AS r7e
          ) AS r7
          JOIN article_translation AS r6 ON r6.locale = CASE WHEN (r7.value = '*') THEN r3.original_locale ELSE r7.value END
          WHERE r6.article_id = r3.id
          ORDER BY r7.position
          LIMIT 1 OFFSET ?
        ))
        AND r4.article_id = r3.id
      ), 'null') || '}' AS anon_2
      FROM article AS r3
      WHERE r3.id = r0.article_id
    ), 'null') AS j0, (
      SELECT '[' || coalesce(group_concat('{"check":' || json_quote(r9.check_name)
      || ',"outcome":"' || r9.outcome
      || '","score":' || CASE WHEN (r9.score IS NULL) THEN 'null' ELSE printf('%d.%04d', (r9.score) / 10000, (r9.score) % 10000) END
      || ',"message":' || json_quote(r9.message)
      || ',"spans":' || r9.j0 || '}', ','), '') || ']' AS anon_4
      FROM (
        SELECT r9.*, (
          SELECT '[' || coalesce(group_concat('{"start":' || (CAST(json_extract(r10.value, '$.start') AS INTEGER))
          || ',"end":' || (CAST(json_extract(r10.value, '$.end') AS INTEGER)) || '}', ','), '') || ']' AS anon_5
          FROM (
            SELECT r10.value AS value
            FROM json_each(r9.spans) AS r10
            ORDER BY r10.key
            LIMIT 1000 OFFSET ?
          ) AS r10
        ) AS j0
        FROM (
          SELECT r8t.check_name AS check_name, r8t.outcome AS outcome, r8t.score AS score, r8t.message AS message, r8t.spans AS spans
          FROM finding AS r8t
          WHERE r8t.comment_id = r0.id
          AND r8t.version = r0.text_version
          ORDER BY r8t.id DESC
          LIMIT 100 OFFSET ?
        ) AS r9
      ) AS r9
    ) AS j1, coalesce((
      SELECT '{"by":{"name":' || json_quote(coalesce((
        SELECT r13n.name
        FROM person AS r13n
        WHERE r13n.id = r12.by_id
      ), ''))
      || '},"expiresAt":"' || r12.expires_at || '"}' AS anon_6
      FROM claim AS r12
      WHERE r12.comment_id = r0.id
      AND r12.expires_at > ?
    ), 'null') AS j2, coalesce((
      SELECT '{"id":"commenter_' || r14.id
      || '","name":' || json_quote(r14.name)
      || ',"approvedCount":' || ((
        SELECT count(*) AS count_2
        FROM comment AS r15c
        WHERE r15c.person_id = r14.id
        AND r15c.status = 'APPROVED'
      ))
      || ',"rejectedCount":' || ((
        SELECT count(*) AS count_3
        FROM comment AS r16c
        WHERE r16c.person_id = r14.id
        AND r16c.status = 'REJECTED'
      ))
      || ',"ban":' || coalesce((
        SELECT '{"reason":' || coalesce(json_quote(r17.reason), 'null')
        || ',"until":' || coalesce('"' || r17.until || '"', 'null') || '}' AS anon_8
        FROM ban AS r17
        WHERE r17.person_id = r14.id
        AND r17.lifted_at IS NULL
        AND coalesce(r17.until > ?, true) = 1
      ), 'null') || '}' AS anon_7
      FROM person AS r14
      WHERE r14.id = r0.person_id
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
