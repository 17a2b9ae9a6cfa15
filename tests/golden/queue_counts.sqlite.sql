SELECT '[' || (
  SELECT '{"queue":"PENDING","count":' || (count(*))
  || ',"oldest":' || coalesce('"' || min(r0.created_at) || '"', 'null') || '}' AS anon_1
  FROM comment AS r0
  WHERE r0.status = 'PENDING'
  AND r0.audience != '00000000000000000000000000000000'
  AND r0.deleted_at IS NULL
  AND (EXISTS (
    SELECT *
    FROM article AS r1a
    WHERE r1a.id = r0.article_id
    AND r1a.deleted_at IS NULL
  ))
) || ',' || (
  SELECT '{"queue":"REPORTED","count":' || (count(*))
  || ',"oldest":' || coalesce('"' || min(r2.created_at) || '"', 'null') || '}' AS anon_2
  FROM comment AS r2
  WHERE r2.audience IS NULL
  AND (r2.id, r2.text_version) IN (
    SELECT r2cf.comment_id, r2cf.version
    FROM flag AS r2cf
    WHERE NOT (EXISTS (
      SELECT 1
      FROM decision AS r2cd
      WHERE r2cd.comment_id = r2cf.comment_id
      AND r2cd.actor_kind = 'PERSON'
      AND r2cd.decided_at >= r2cf.created_at
      AND r2cd.undoes_id IS NULL
      AND NOT (EXISTS (
        SELECT 1
        FROM decision AS r2cdb
        WHERE r2cdb.undoes_id = r2cd.id
      ))
    ))
    GROUP BY r2cf.comment_id, r2cf.version
    HAVING NOT (EXISTS (
      SELECT 1
      FROM flag AS r2cg
      WHERE r2cg.comment_id = r2cf.comment_id
      AND r2cg.version = r2cf.version
      AND (EXISTS (
        SELECT 1
        FROM decision AS r2ce
        WHERE r2ce.comment_id = r2cg.comment_id
        AND r2ce.actor_kind = 'PERSON'
        AND r2ce.decided_at >= r2cg.created_at
        AND r2ce.undoes_id IS NULL
        AND NOT (EXISTS (
          SELECT 1
          FROM decision AS r2ceb
          WHERE r2ceb.undoes_id = r2ce.id
        ))
      ))
    )) OR count(*) >= (
      SELECT coalesce(r2cp.flags_to_hold, 3) AS coalesce_1
      FROM (
        SELECT CASE WHEN (r2cpo.never_holds_by_flags IS true) THEN NULL ELSE coalesce(r2cpo.flags_to_hold, r2cps.flags_to_hold) END AS flags_to_hold
        FROM comment_policy AS r2cps
        LEFT OUTER JOIN comment_policy AS r2cpo ON r2cpo.article_id = (
          SELECT r2cpm.article_id
          FROM comment AS r2cpm
          WHERE r2cpm.id = r2cf.comment_id
        )
        WHERE r2cps.scope = 'site'
        LIMIT 1 OFFSET ?
      ) AS r2cp
    )
  )
  AND r2.deleted_at IS NULL
  AND (EXISTS (
    SELECT *
    FROM article AS r3a
    WHERE r3a.id = r2.article_id
    AND r3a.deleted_at IS NULL
  ))
) || ',' || (
  SELECT '{"queue":"UNREVIEWED","count":' || (count(*))
  || ',"oldest":' || coalesce('"' || min(r4.created_at) || '"', 'null') || '}' AS anon_3
  FROM comment AS r4
  WHERE r4.status = 'APPROVED'
  AND r4.audience IS NULL
  AND coalesce(r4.reviewed_version, 0) != r4.version
  AND r4.deleted_at IS NULL
  AND (EXISTS (
    SELECT *
    FROM article AS r5a
    WHERE r5a.id = r4.article_id
    AND r5a.deleted_at IS NULL
  ))
) || ',' || (
  SELECT '{"queue":"SPAM","count":' || (count(*))
  || ',"oldest":' || coalesce('"' || min(r6.created_at) || '"', 'null') || '}' AS anon_4
  FROM comment AS r6
  WHERE r6.status = 'SPAM'
  AND r6.audience != '00000000000000000000000000000000'
  AND coalesce(r6.reviewed_version, 0) != r6.version
  AND r6.deleted_at IS NULL
  AND (EXISTS (
    SELECT *
    FROM article AS r7a
    WHERE r7a.id = r6.article_id
    AND r7a.deleted_at IS NULL
  ))
) || ']' AS f0
