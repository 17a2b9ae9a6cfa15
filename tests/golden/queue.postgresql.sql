SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r0.id), 'hex')
  || '","body":' || CASE WHEN (r0.deleted_at IS NULL) THEN to_json(r0.body)::text ELSE 'null' END
  || ',"version":' || (r0.version)::text
  || ',"article":' || r0.j0
  || ',"moderation":{"risk":' || ((r0.risk) / 10000 || '.' || lpad(((r0.risk) % 10000)::text, 4, '0'))
  || ',"findings":' || r0.j1
  || ',"flagCount":' || ((
    SELECT count(*) AS count_1
    FROM flag AS r9f
    WHERE r9f.comment_id = r0.id
    AND r9f.version = r0.text_version
  ))::text
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
  || ',"endCursor":' || coalesce('"' || min(('qr.' || lpad((r0.cursor_key)::text, 10, '0') || '.' || encode(uuid_send(r0.cursor_id), 'hex')) COLLATE "C") || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r0.*, coalesce((
      SELECT '{"id":"article_' || encode(uuid_send(r3.id), 'hex')
      || '","translation":' || coalesce((
        SELECT '{"title":' || to_json(r4.title)::text || '}' AS anon_3
        FROM unnest($1::TEXT[]) WITH ORDINALITY AS r5(value, position)
        JOIN article_translation AS r4 ON r4.locale = CASE WHEN (r5.value = '*') THEN r3.original_locale ELSE r5.value END
        WHERE r4.article_id = r3.id
        ORDER BY r5.position
        LIMIT 1
      ), 'null') || '}' AS anon_2
      FROM article AS r3
      WHERE r3.id = r0.article_id
    ), 'null') AS j0, (
      SELECT '[' || coalesce(string_agg('{"check":' || to_json(r7.check_name)::text
      || ',"outcome":"' || r7.outcome
      || '","score":' || CASE WHEN (r7.score IS NULL) THEN 'null' ELSE ((r7.score) / 10000 || '.' || lpad(((r7.score) % 10000)::text, 4, '0')) END
      || ',"message":' || to_json(r7.message)::text
      || ',"spans":' || r7.j0 || '}', ','), '') || ']' AS anon_4
      FROM (
        SELECT r7.*, (
          SELECT '[' || coalesce(string_agg('{"start":' || (CAST((r8.value ->> 'start') AS INTEGER))::text
          || ',"end":' || (CAST((r8.value ->> 'end') AS INTEGER))::text || '}', ','), '') || ']' AS anon_5
          FROM (
            SELECT r8.value AS value
            FROM json_array_elements(CAST(r7.spans AS JSON)) WITH ORDINALITY AS r8(value, position)
            ORDER BY r8.position
            LIMIT 1000
          ) AS r8
        ) AS j0
        FROM (
          SELECT r6t.check_name AS check_name, r6t.outcome AS outcome, r6t.score AS score, r6t.message AS message, r6t.spans AS spans
          FROM finding AS r6t
          WHERE r6t.comment_id = r0.id
          AND r6t.version = r0.text_version
          ORDER BY r6t.id DESC
          LIMIT 100
        ) AS r7
      ) AS r7
    ) AS j1, coalesce((
      SELECT '{"by":{"name":' || to_json(coalesce((
        SELECT r11n.name
        FROM person AS r11n
        WHERE r11n.id = r10.by_id
      ), ''))::text
      || '},"expiresAt":"' || to_char(r10.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}' AS anon_6
      FROM claim AS r10
      WHERE r10.comment_id = r0.id
      AND r10.expires_at > $2::TIMESTAMP WITH TIME ZONE
    ), 'null') AS j2, coalesce((
      SELECT '{"id":"commenter_' || encode(uuid_send(r12.id), 'hex')
      || '","name":' || to_json(r12.name)::text
      || ',"approvedCount":' || ((
        SELECT count(*) AS count_2
        FROM comment AS r13c
        WHERE r13c.person_id = r12.id
        AND r13c.status = 'APPROVED'
      ))::text
      || ',"rejectedCount":' || ((
        SELECT count(*) AS count_3
        FROM comment AS r14c
        WHERE r14c.person_id = r12.id
        AND r14c.status = 'REJECTED'
      ))::text
      || ',"ban":' || coalesce((
        SELECT '{"reason":' || coalesce(to_json(r15.reason)::text, 'null')
        || ',"until":' || coalesce('"' || to_char(r15.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null') || '}' AS anon_8
        FROM ban AS r15
        WHERE r15.person_id = r12.id
        AND r15.lifted_at IS NULL
        AND coalesce(r15.until > $2::TIMESTAMP WITH TIME ZONE, true)
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
      LIMIT 50
    ) AS r0
  ) AS r0
) AS f0
