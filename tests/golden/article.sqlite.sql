SELECT coalesce((
  SELECT '{"id":"article_' || r0.id
  || '","translation":' || coalesce((
    SELECT '{"title":' || json_quote(r1.title)
    || ',"summary":' || coalesce(json_quote(r1.summary), 'null')
    || ',"body":' || (
      SELECT json_quote(coalesce(group_concat(r2.text, char(10) || char(10)), '')) AS anon_3
      FROM (
        SELECT r2t.html AS text
        FROM article_block AS r2b
        JOIN segment AS r2t ON r2t.block_id = r2b.id
        WHERE r2b.article_id = r1.article_id
        AND r2t.locale = r1.locale
        ORDER BY r2b.position
        LIMIT 1000 OFFSET ?
      ) AS r2
    )
    || ',"requestedLocale":' || CASE WHEN (r1.locale = ?) THEN 'null' ELSE json_quote(?) END || '}' AS anon_2
    FROM article_translation AS r1
    WHERE r1.locale = coalesce((
      SELECT r3.locale
      FROM article_translation AS r3
      WHERE r3.locale = ?
      AND r3.article_id = r0.id
      AND r3.status = 'PUBLISHED'
    ), (
      SELECT r4.locale
      FROM (
        SELECT r5e.value AS value, r5e."key" AS position
        FROM json_each(?) AS r5e
      ) AS r5
      JOIN article_translation AS r4 ON r4.locale = CASE WHEN (r5.value = '*') THEN r0.original_locale ELSE r5.value END
      WHERE r4.article_id = r0.id
      AND r4.status = 'PUBLISHED'
      ORDER BY r5.position
      LIMIT 1 OFFSET ?
    ))
    AND r1.article_id = r0.id
    AND r1.status = 'PUBLISHED'
  ), 'null')
  || ',"translations":' || (
    SELECT '[' || coalesce(group_concat('{"locale":' || json_quote(r7.locale)
    || ',"slug":' || json_quote(r7.slug)
    || ',"status":"' || r7.status || '"}', ','), '') || ']' AS anon_4
    FROM (
      SELECT CASE WHEN (r6t.locale = r0.original_locale) THEN 0 ELSE 1 END AS is_original, r6t.locale AS locale, r6t.slug AS slug, r6t.status AS status
      FROM article_translation AS r6t
      WHERE r6t.article_id = r0.id
      AND r6t.status = 'PUBLISHED'
      ORDER BY is_original, r6t.locale
      LIMIT 1000 OFFSET ?
    ) AS r7
  )
  || ',"authors":' || (
    SELECT '[' || coalesce(group_concat('{"name":' || json_quote(r9.name)
    || ',"translation":' || r9.j0 || '}', ','), '') || ']' AS anon_5
    FROM (
      SELECT r9.*, coalesce((
        SELECT '{"name":' || json_quote(r10.name)
        || ',"bio":' || coalesce(json_quote(r10.bio), 'null') || '}' AS anon_6
        FROM author_translation AS r10
        WHERE r10.locale = coalesce((
          SELECT r11.locale
          FROM author_translation AS r11
          WHERE r11.locale = ?
          AND r11.author_id = r9.id
        ), (
          SELECT r12.locale
          FROM (
            SELECT r13e.value AS value, r13e."key" AS position
            FROM json_each(?) AS r13e
          ) AS r13
          JOIN author_translation AS r12 ON r12.locale = CASE WHEN (r13.value = '*') THEN r9.original_locale ELSE r13.value END
          WHERE r12.author_id = r9.id
          ORDER BY r13.position
          LIMIT 1 OFFSET ?
        ))
        AND r10.author_id = r9.id
      ), 'null') AS j0
      FROM (
        SELECT r8t.name AS name, r8t.id AS id, r8t.original_locale AS original_locale
        FROM article_author AS r8l
        JOIN author AS r8t ON r8t.id = r8l.author_id
        WHERE r8l.article_id = r0.id
        ORDER BY r8l.position
        LIMIT 1000 OFFSET ?
      ) AS r9
    ) AS r9
  )
  || ',"leadImage":' || coalesce((
    SELECT '{"url":' || coalesce(json_quote(r14.url), 'null')
    || ',"translation":' || coalesce((
      SELECT '{"alt":' || coalesce(json_quote(r15.alt), 'null')
      || ',"caption":' || coalesce(json_quote(r15.caption), 'null') || '}' AS anon_8
      FROM image_translation AS r15
      WHERE r15.locale = coalesce((
        SELECT r16.locale
        FROM image_translation AS r16
        WHERE r16.locale = ?
        AND r16.image_id = r14.id
      ), (
        SELECT r17.locale
        FROM (
          SELECT r18e.value AS value, r18e."key" AS position
          FROM json_each(?) AS r18e
        ) AS r18
        JOIN image_translation AS r17 ON r17.locale = CASE WHEN (r18.value = '*') THEN r14.original_locale ELSE r18.value END
        WHERE r17.image_id = r14.id
        ORDER BY r18.position
        LIMIT 1 OFFSET ?
      ))
      AND r15.image_id = r14.id
    ), 'null') || '}' AS anon_7
    FROM image AS r14
    WHERE r14.id = r0.lead_image_id
  ), 'null')
  || ',"tags":' || (
    SELECT '[' || coalesce(group_concat('{"slug":' || json_quote(r20.slug) || '}', ','), '') || ']' AS anon_9
    FROM (
      SELECT r19t.slug AS slug
      FROM article_tag AS r19l
      JOIN tag AS r19t ON r19t.id = r19l.tag_id
      WHERE r19l.article_id = r0.id
      ORDER BY r19l.position
      LIMIT 1000 OFFSET ?
    ) AS r20
  )
  || ',"commentCount":' || (r0.public_comment_count + 0)
  || ',"acceptsComments":' || (
    SELECT CASE WHEN (r21.mode != 'CLOSED' AND CASE WHEN (r21.close_after_days IS NULL OR r21.close_after_days > 1000000) THEN true ELSE strftime('%Y-%m-%dT%H:%M:%fZ', r0.published_at, (CAST(r21.close_after_days AS BIGINT) * 86400) || ' seconds') > ? END = 1 AND r0.is_public = 1) THEN 'true' ELSE 'false' END AS anon_10
    FROM (
      SELECT CASE WHEN (r21o.never_closes IS true) THEN NULL ELSE coalesce(r21o.close_after_days, r21s.close_after_days) END AS close_after_days, coalesce(r21o.mode, r21s.mode) AS mode
      FROM comment_policy AS r21s
      LEFT OUTER JOIN comment_policy AS r21o ON r21o.article_id = r0.id
      WHERE r21s.scope = 'site'
      LIMIT 1 OFFSET ?
    ) AS r21
  )
  || ',"comments":' || (
    SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r22.id
    || '","body":' || CASE WHEN (r22.deleted_at IS NULL) THEN json_quote(r22.body) ELSE 'null' END
    || ',"replies":' || r22.j0 || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM comment AS r22t
      WHERE r22t.audience IS NULL
      AND r22t.article_id = r0.id
      AND r22t.parent_id IS NULL
      ORDER BY r22t.created_at DESC, r22t.id DESC
      LIMIT 1 OFFSET 20
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('cn.' || r22.cursor_key || '.' || r22.cursor_id)) || '"', 'null') || '}}' AS anon_11
    FROM (
      SELECT r22.*, (
        SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r23.id
        || '","body":' || CASE WHEN (r23.deleted_at IS NULL) THEN json_quote(r23.body) ELSE 'null' END || '}', ','), '') || ']}' AS anon_12
        FROM (
          SELECT r23t.id AS id, r23t.body AS body, r23t.deleted_at AS deleted_at
          FROM comment AS r23t
          WHERE r23t.audience IS NULL
          AND r23t.parent_id = r22.id
          ORDER BY r23t.created_at ASC, r23t.id ASC
          LIMIT 3 OFFSET ?
        ) AS r23
      ) AS j0
      FROM (
        SELECT r22t.id AS id, r22t.body AS body, r22t.deleted_at AS deleted_at, r22t.created_at AS cursor_key, r22t.id AS cursor_id
        FROM comment AS r22t
        WHERE r22t.audience IS NULL
        AND r22t.article_id = r0.id
        AND r22t.parent_id IS NULL
        ORDER BY r22t.created_at DESC, r22t.id DESC
        LIMIT 20 OFFSET ?
      ) AS r22
    ) AS r22
  ) || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = (
    SELECT article_slug.article_id
    FROM article_slug
    WHERE article_slug.slug = ?
  )
  AND r0.is_public = 1
  AND (EXISTS (
    SELECT 1
    FROM translation_slug AS r24h
    JOIN article_translation AS r25 ON r25.id = r24h.translation_id
    WHERE r24h.slug = ?
    AND r25.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r26a
      WHERE r26a.id = r25.article_id
      AND r26a.is_public = 1
    ))
  ))
), 'null') AS f0
