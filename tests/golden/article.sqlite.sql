SELECT coalesce((
  SELECT '{"id":"article_' || r0.id
  || '","translation":' || coalesce((
    SELECT '{"title":' || json_quote(r2.title)
    || ',"summary":' || coalesce(json_quote(r2.summary), 'null')
    || ',"body":' || (
      SELECT json_quote(coalesce(group_concat(r3.text, char(10) || char(10)), '')) AS anon_3
      FROM (
        SELECT r3t.html AS text
        FROM article_block AS r3b
        JOIN segment AS r3t ON r3t.block_id = r3b.id
        WHERE r3b.article_id = r2.article_id
        AND r3t.locale = r2.locale
        ORDER BY r3b.position
        LIMIT 1000 OFFSET ?
      ) AS r3
    )
    || ',"requestedLocale":' || CASE WHEN (r2.locale = ?) THEN 'null' ELSE json_quote(?) END || '}' AS anon_2
    FROM (
      SELECT r1e.value AS value, r1e."key" AS position
      FROM json_each(?) AS r1e
    ) AS r1
    JOIN article_translation AS r2 ON r2.locale = CASE WHEN (r1.value = '*') THEN r0.original_locale ELSE r1.value END
    WHERE r2.article_id = r0.id
    AND r2.status = 'PUBLISHED'
    ORDER BY r1.position
    LIMIT 1 OFFSET ?
  ), 'null')
  || ',"translations":' || (
    SELECT '[' || coalesce(group_concat('{"locale":' || json_quote(r5.locale)
    || ',"slug":' || json_quote(r5.slug)
    || ',"status":"' || r5.status || '"}', ','), '') || ']' AS anon_4
    FROM (
      SELECT CASE WHEN (r4t.locale = r0.original_locale) THEN 0 ELSE 1 END AS is_original, r4t.locale AS locale, r4t.slug AS slug, r4t.status AS status
      FROM article_translation AS r4t
      WHERE r4t.article_id = r0.id
      AND r4t.status = 'PUBLISHED'
      ORDER BY is_original, r4t.locale
      LIMIT 1000 OFFSET ?
    ) AS r5
  )
  || ',"authors":' || (
    SELECT '[' || coalesce(group_concat('{"name":' || json_quote(r7.name)
    || ',"translation":' || r7.j0 || '}', ','), '') || ']' AS anon_5
    FROM (
      SELECT r7.*, coalesce((
        SELECT '{"name":' || json_quote(r9.name)
        || ',"bio":' || coalesce(json_quote(r9.bio), 'null') || '}' AS anon_6
        FROM (
          SELECT r8e.value AS value, r8e."key" AS position
          FROM json_each(?) AS r8e
        ) AS r8
        JOIN author_translation AS r9 ON r9.locale = CASE WHEN (r8.value = '*') THEN r7.original_locale ELSE r8.value END
        WHERE r9.author_id = r7.id
        ORDER BY r8.position
        LIMIT 1 OFFSET ?
      ), 'null') AS j0
      FROM (
        SELECT r6t.name AS name, r6t.original_locale AS original_locale, r6t.id AS id
        FROM article_author AS r6l
        JOIN author AS r6t ON r6t.id = r6l.author_id
        WHERE r6l.article_id = r0.id
        ORDER BY r6l.position
        LIMIT 1000 OFFSET ?
      ) AS r7
    ) AS r7
  )
  || ',"leadImage":' || coalesce((
    SELECT '{"url":' || coalesce(json_quote(r10.url), 'null')
    || ',"translation":' || coalesce((
      SELECT '{"alt":' || coalesce(json_quote(r12.alt), 'null')
      || ',"caption":' || coalesce(json_quote(r12.caption), 'null') || '}' AS anon_8
      FROM (
        SELECT r11e.value AS value, r11e."key" AS position
        FROM json_each(?) AS r11e
      ) AS r11
      JOIN image_translation AS r12 ON r12.locale = CASE WHEN (r11.value = '*') THEN r10.original_locale ELSE r11.value END
      WHERE r12.image_id = r10.id
      ORDER BY r11.position
      LIMIT 1 OFFSET ?
    ), 'null') || '}' AS anon_7
    FROM image AS r10
    WHERE r10.id = r0.lead_image_id
  ), 'null')
  || ',"tags":' || (
    SELECT '[' || coalesce(group_concat('{"slug":' || json_quote(r14.slug) || '}', ','), '') || ']' AS anon_9
    FROM (
      SELECT r13t.slug AS slug
      FROM article_tag AS r13l
      JOIN tag AS r13t ON r13t.id = r13l.tag_id
      WHERE r13l.article_id = r0.id
      ORDER BY r13l.position
      LIMIT 1000 OFFSET ?
    ) AS r14
  )
  || ',"commentCount":' || (r0.public_comment_count + 0)
  || ',"acceptsComments":' || (
    SELECT CASE WHEN (r15.mode != 'CLOSED' AND CASE WHEN (r15.close_after_days IS NULL OR r15.close_after_days > 1000000) THEN true ELSE strftime('%Y-%m-%dT%H:%M:%fZ', r0.published_at, (CAST(r15.close_after_days AS BIGINT) * 86400) || ' seconds') > ? END = 1 AND r0.is_public = 1) THEN 'true' ELSE 'false' END AS anon_10
    FROM (
      SELECT CASE WHEN (r15o.never_closes IS true) THEN NULL ELSE coalesce(r15o.close_after_days, r15s.close_after_days) END AS close_after_days, coalesce(r15o.mode, r15s.mode) AS mode
      FROM comment_policy AS r15s
      LEFT OUTER JOIN comment_policy AS r15o ON r15o.article_id = r0.id
      WHERE r15s.scope = 'site'
      LIMIT 1 OFFSET ?
    ) AS r15
  )
  || ',"comments":' || (
    SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r16.id
    || '","body":' || CASE WHEN (r16.deleted_at IS NULL) THEN json_quote(r16.body) ELSE 'null' END
    || ',"replies":' || r16.j0 || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM comment AS r16t
      WHERE r16t.article_id = r0.id
      AND r16t.parent_id IS NULL
      AND r16t.audience IS NULL
      ORDER BY r16t.created_at DESC, r16t.id DESC
      LIMIT 1 OFFSET 20
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('cn.' || r16.cursor_key || '.' || r16.cursor_id)) || '"', 'null') || '}}' AS anon_11
    FROM (
      SELECT r16.*, (
        SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r17.id
        || '","body":' || CASE WHEN (r17.deleted_at IS NULL) THEN json_quote(r17.body) ELSE 'null' END || '}', ','), '') || ']}' AS anon_12
        FROM (
          SELECT r17t.id AS id, r17t.body AS body, r17t.deleted_at AS deleted_at
          FROM comment AS r17t
          WHERE r17t.parent_id = r16.id
          AND r17t.audience IS NULL
          ORDER BY r17t.created_at ASC, r17t.id ASC
          LIMIT 3 OFFSET ?
        ) AS r17
      ) AS j0
      FROM (
        SELECT r16t.id AS id, r16t.body AS body, r16t.deleted_at AS deleted_at, r16t.created_at AS cursor_key, r16t.id AS cursor_id
        FROM comment AS r16t
        WHERE r16t.article_id = r0.id
        AND r16t.parent_id IS NULL
        AND r16t.audience IS NULL
        ORDER BY r16t.created_at DESC, r16t.id DESC
        LIMIT 20 OFFSET ?
      ) AS r16
    ) AS r16
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
    FROM translation_slug AS r18h
    JOIN article_translation AS r19 ON r19.id = r18h.translation_id
    WHERE r18h.slug = ?
    AND r19.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r20a
      WHERE r20a.id = r19.article_id
      AND r20a.is_public = 1
    ))
  ))
), 'null') AS f0
