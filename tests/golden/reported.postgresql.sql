SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r0.id), 'hex')
  || '","moderation":{"flags":' || r0.j0
  || ',"decisions":' || r0.j1 || '}}', ','), '') || ']}' AS anon_1
  FROM (
    SELECT r0.*, (
      SELECT '[' || coalesce(string_agg('{"reason":"' || r4.reason
      || '","details":' || coalesce(to_json(r4.details)::text, 'null')
      || ',"reporterName":' || coalesce(to_json((
        SELECT r5n.name
        FROM person AS r5n
        WHERE r5n.id = r4.reporter_id
      ))::text, 'null') || '}', ','), '') || ']' AS anon_2
      FROM (
        SELECT r3t.reason AS reason, r3t.details AS details, r3t.reporter_id AS reporter_id
        FROM flag AS r3t
        WHERE r3t.comment_id = r0.id
        ORDER BY r3t.created_at DESC, r3t.id DESC
        LIMIT 100
      ) AS r4
    ) AS j0, (
      SELECT '[' || coalesce(string_agg('{"status":"' || r7.status
      || '","actor":{"kind":"' || r7.actor_kind
      || '","name":' || CASE WHEN (r7.actor_kind = 'POLICY') THEN '"Policy"' ELSE to_json(coalesce((
        SELECT r8n.name
        FROM person AS r8n
        WHERE r8n.id = r7.actor_id
      ), ''))::text END || '}}', ','), '') || ']' AS anon_3
      FROM (
        SELECT r6t.status AS status, r6t.actor_kind AS actor_kind, r6t.actor_id AS actor_id
        FROM decision AS r6t
        WHERE r6t.comment_id = r0.id
        ORDER BY r6t.decided_at DESC, r6t.id DESC
        LIMIT 100
      ) AS r7
    ) AS j1
    FROM (
      SELECT r0t.id AS id
      FROM comment AS r0t
      WHERE r0t.audience IS NULL
      AND (r0t.id, r0t.text_version) IN (
        SELECT r1f.comment_id, r1f.version
        FROM flag AS r1f
        WHERE NOT (EXISTS (
          SELECT 1
          FROM decision AS r1d
          WHERE r1d.comment_id = r1f.comment_id
          AND r1d.actor_kind = 'PERSON'
          AND r1d.decided_at >= r1f.created_at
          AND r1d.undoes_id IS NULL
          AND NOT (EXISTS (
            SELECT 1
            FROM decision AS r1db
            WHERE r1db.undoes_id = r1d.id
          ))
        ))
        GROUP BY r1f.comment_id, r1f.version
        HAVING NOT (EXISTS (
          SELECT 1
          FROM flag AS r1g
          WHERE r1g.comment_id = r1f.comment_id
          AND r1g.version = r1f.version
          AND (EXISTS (
            SELECT 1
            FROM decision AS r1e
            WHERE r1e.comment_id = r1g.comment_id
            AND r1e.actor_kind = 'PERSON'
            AND r1e.decided_at >= r1g.created_at
            AND r1e.undoes_id IS NULL
            AND NOT (EXISTS (
              SELECT 1
              FROM decision AS r1eb
              WHERE r1eb.undoes_id = r1e.id
            ))
          ))
        )) OR count(*) >= (
          SELECT coalesce(r1p.flags_to_hold, 3) AS coalesce_1
          FROM (
            SELECT CASE WHEN (r1po.never_holds_by_flags IS true) THEN NULL ELSE coalesce(r1po.flags_to_hold, r1ps.flags_to_hold) END AS flags_to_hold
            FROM comment_policy AS r1ps
            LEFT OUTER JOIN comment_policy AS r1po ON r1po.article_id = (
              SELECT r1pm.article_id
              FROM comment AS r1pm
              WHERE r1pm.id = r1f.comment_id
            )
            WHERE r1ps.scope = 'site'
            LIMIT 1
          ) AS r1p
        )
      )
      AND r0t.deleted_at IS NULL
      AND (EXISTS (
        SELECT *
        FROM article AS r2a
        WHERE r2a.id = r0t.article_id
        AND r2a.deleted_at IS NULL
      ))
      ORDER BY r0t.created_at ASC, r0t.id ASC
      LIMIT 20
    ) AS r0
  ) AS r0
) AS f0
