SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"at":"' || to_char(r0.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","action":' || to_json(r0.action)::text
  || ',"actor":{"kind":"' || r0.actor_kind
  || '","name":' || CASE WHEN (r0.actor_kind = 'POLICY') THEN '"Policy"' ELSE to_json(coalesce((
    SELECT r1n.name
    FROM person AS r1n
    WHERE r1n.id = r0.actor_id
  ), ''))::text END
  || '},"subject":' || CASE WHEN (r0.subject_type = 'article') THEN r0.j0 WHEN (r0.subject_type = 'translation') THEN r0.j1 WHEN (r0.subject_type = 'author') THEN r0.j2 WHEN (r0.subject_type = 'category') THEN r0.j3 WHEN (r0.subject_type = 'tag') THEN r0.j4 WHEN (r0.subject_type = 'image') THEN r0.j5 WHEN (r0.subject_type = 'comment') THEN r0.j6 WHEN (r0.subject_type = 'commenter') THEN r0.j7 WHEN (r0.subject_type = 'audit') THEN r0.j8 ELSE 'null' END
  || ',"before":' || coalesce(to_json(r0.before)::text, 'null')
  || ',"after":' || coalesce(to_json(r0.after)::text, 'null') || '}', ','), '') || ']}' AS anon_1
  FROM (
    SELECT r0.*, coalesce((
      SELECT '{"id":"article_' || encode(uuid_send(r2.id), 'hex') || '"}' AS anon_2
      FROM article AS r2
      WHERE r2.id = r0.subject_id
      AND r2.deleted_at IS NULL
    ), 'null') AS j0, coalesce((
      SELECT '{"id":"translation_' || encode(uuid_send(r3.id), 'hex') || '"}' AS anon_3
      FROM article_translation AS r3
      WHERE r3.id = r0.subject_id
      AND (EXISTS (
        SELECT 1
        FROM article AS r4a
        WHERE r4a.id = r3.article_id
        AND r4a.deleted_at IS NULL
      ))
    ), 'null') AS j1, coalesce((
      SELECT '{"id":"author_' || encode(uuid_send(r5.id), 'hex') || '"}' AS anon_4
      FROM author AS r5
      WHERE r5.id = r0.subject_id
    ), 'null') AS j2, coalesce((
      SELECT '{"id":"category_' || encode(uuid_send(r6.id), 'hex') || '"}' AS anon_5
      FROM category AS r6
      WHERE r6.id = r0.subject_id
    ), 'null') AS j3, coalesce((
      SELECT '{"id":"tag_' || encode(uuid_send(r7.id), 'hex') || '"}' AS anon_6
      FROM tag AS r7
      WHERE r7.id = r0.subject_id
    ), 'null') AS j4, coalesce((
      SELECT '{"id":"image_' || encode(uuid_send(r8.id), 'hex') || '"}' AS anon_7
      FROM image AS r8
      WHERE r8.id = r0.subject_id
    ), 'null') AS j5, coalesce((
      SELECT '{"id":"comment_' || encode(uuid_send(r9.id), 'hex')
      || '","body":' || CASE WHEN (r9.deleted_at IS NULL) THEN to_json(r9.body)::text ELSE 'null' END || '}' AS anon_8
      FROM comment AS r9
      WHERE r9.id = r0.subject_id
      AND (EXISTS (
        SELECT *
        FROM article AS r10a
        WHERE r10a.id = r9.article_id
        AND r10a.deleted_at IS NULL
      ))
    ), 'null') AS j6, coalesce((
      SELECT '{"id":"commenter_' || encode(uuid_send(r11.id), 'hex') || '"}' AS anon_9
      FROM person AS r11
      WHERE r11.id = r0.subject_id
    ), 'null') AS j7, coalesce((
      SELECT '{"id":"audit_' || encode(uuid_send(r12.id), 'hex') || '"}' AS anon_10
      FROM audit_entry AS r12
      WHERE r12.id = r0.subject_id
    ), 'null') AS j8
    FROM (
      SELECT r0t.at AS at, r0t.action AS action, r0t.actor_kind AS actor_kind, r0t.actor_id AS actor_id, r0t.subject_type AS subject_type, r0t.subject_id AS subject_id, r0t.before AS before, r0t.after AS after
      FROM audit_entry AS r0t
      ORDER BY r0t.at DESC, r0t.id DESC
      LIMIT 20
    ) AS r0
  ) AS r0
) AS f0
