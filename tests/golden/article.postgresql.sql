SELECT coalesce((
  SELECT '{"id":"article_' || encode(uuid_send(r0.id), 'hex')
  || '","translation":' || coalesce((
    SELECT '{"title":' || to_json(r1.title)::text
    || ',"summary":' || coalesce(to_json(r1.summary)::text, 'null')
    || ',"body":' || (
      SELECT to_json(coalesce(string_agg(r2.text, chr(10) || chr(10)), ''))::text AS anon_3
      FROM (
        SELECT r2t.html AS text
        FROM article_block AS r2b
        JOIN segment AS r2t ON r2t.block_id = r2b.id
        WHERE r2b.article_id = r1.article_id
        AND r2t.locale = r1.locale
        ORDER BY r2b.position
        LIMIT 1000
      ) AS r2
    )
    || ',"requestedLocale":' || CASE WHEN (r1.locale = $1::VARCHAR) THEN 'null' ELSE to_json($1::VARCHAR)::text END || '}' AS anon_2
    FROM unnest($2::TEXT[]) WITH ORDINALITY AS r3(value, position)
    JOIN article_translation AS r1 ON r1.locale = CASE WHEN (r3.value = '*') THEN r0.original_locale ELSE r3.value END
    WHERE r1.article_id = r0.id
    AND r1.status = 'PUBLISHED'
    ORDER BY r3.position
    LIMIT 1
  ), 'null')
  || ',"translations":' || (
    SELECT '[' || coalesce(string_agg('{"locale":' || to_json(r5.locale)::text
    || ',"slug":' || to_json(r5.slug)::text
    || ',"status":"' || r5.status || '"}', ','), '') || ']' AS anon_4
    FROM (
      SELECT CASE WHEN (r4t.locale = r0.original_locale) THEN 0 ELSE 1 END AS is_original, r4t.locale AS locale, r4t.slug AS slug, r4t.status AS status
      FROM article_translation AS r4t
      WHERE r4t.article_id = r0.id
      AND r4t.status = 'PUBLISHED'
      ORDER BY is_original, r4t.locale
      LIMIT 1000
    ) AS r5
  )
  || ',"authors":' || (
    SELECT '[' || coalesce(string_agg('{"name":' || to_json(r7.name)::text
    || ',"translation":' || r7.j0 || '}', ','), '') || ']' AS anon_5
    FROM (
      SELECT r7.*, coalesce((
        SELECT '{"name":' || to_json(r8.name)::text
        || ',"bio":' || coalesce(to_json(r8.bio)::text, 'null') || '}' AS anon_6
        FROM unnest($3::TEXT[]) WITH ORDINALITY AS r9(value, position)
        JOIN author_translation AS r8 ON r8.locale = CASE WHEN (r9.value = '*') THEN r7.original_locale ELSE r9.value END
        WHERE r8.author_id = r7.id
        ORDER BY r9.position
        LIMIT 1
      ), 'null') AS j0
      FROM (
        SELECT r6t.name AS name, r6t.original_locale AS original_locale, r6t.id AS id
        FROM article_author AS r6l
        JOIN author AS r6t ON r6t.id = r6l.author_id
        WHERE r6l.article_id = r0.id
        ORDER BY r6l.position
        LIMIT 1000
      ) AS r7
    ) AS r7
  )
  || ',"leadImage":' || coalesce((
    SELECT '{"url":' || coalesce(to_json(r10.url)::text, 'null')
    || ',"translation":' || coalesce((
      SELECT '{"alt":' || coalesce(to_json(r11.alt)::text, 'null')
      || ',"caption":' || coalesce(to_json(r11.caption)::text, 'null') || '}' AS anon_8
      FROM unnest($4::TEXT[]) WITH ORDINALITY AS r12(value, position)
      JOIN image_translation AS r11 ON r11.locale = CASE WHEN (r12.value = '*') THEN r10.original_locale ELSE r12.value END
      WHERE r11.image_id = r10.id
      ORDER BY r12.position
      LIMIT 1
    ), 'null') || '}' AS anon_7
    FROM image AS r10
    WHERE r10.id = r0.lead_image_id
  ), 'null')
  || ',"tags":' || (
    SELECT '[' || coalesce(string_agg('{"slug":' || to_json(r14.slug)::text || '}', ','), '') || ']' AS anon_9
    FROM (
      SELECT r13t.slug AS slug
      FROM article_tag AS r13l
      JOIN tag AS r13t ON r13t.id = r13l.tag_id
      WHERE r13l.article_id = r0.id
      ORDER BY r13l.position
      LIMIT 1000
    ) AS r14
  )
  || ',"commentCount":' || (r0.public_comment_count + 0)::text
  || ',"acceptsComments":' || (
    SELECT CASE WHEN (r15.mode != 'CLOSED' AND CASE WHEN (r15.close_after_days IS NULL OR r15.close_after_days > 1000000) THEN true ELSE (r0.published_at + (CAST(r15.close_after_days AS BIGINT) * 86400) * interval '1 second') > $5::TIMESTAMP WITH TIME ZONE END AND r0.is_public) THEN 'true' ELSE 'false' END AS anon_10
    FROM (
      SELECT CASE WHEN (r15o.never_closes IS true) THEN NULL ELSE coalesce(r15o.close_after_days, r15s.close_after_days) END AS close_after_days, coalesce(r15o.mode, r15s.mode) AS mode
      FROM comment_policy AS r15s
      LEFT OUTER JOIN comment_policy AS r15o ON r15o.article_id = r0.id
      WHERE r15s.scope = 'site'
      LIMIT 1
    ) AS r15
  )
  || ',"comments":' || (
    SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r16.id), 'hex')
    || '","body":' || CASE WHEN (r16.deleted_at IS NULL) THEN to_json(r16.body)::text ELSE 'null' END
    || ',"replies":' || r16.j0 || '}', ','), '')
    || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
      SELECT 1
      FROM comment AS r16t
      WHERE r16t.audience IS NULL
      AND r16t.article_id = r0.id
      AND r16t.parent_id IS NULL
      ORDER BY r16t.created_at DESC, r16t.id DESC
      LIMIT 1 OFFSET 20
    )) THEN 'true' ELSE 'false' END
    || ',"endCursor":' || coalesce('"' || min(('cn.' || to_char(r16.cursor_key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.' || encode(uuid_send(r16.cursor_id), 'hex')) COLLATE "C") || '"', 'null') || '}}' AS anon_11
    FROM (
      SELECT r16.*, (
        SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r17.id), 'hex')
        || '","body":' || CASE WHEN (r17.deleted_at IS NULL) THEN to_json(r17.body)::text ELSE 'null' END || '}', ','), '') || ']}' AS anon_12
        FROM (
          SELECT r17t.id AS id, r17t.body AS body, r17t.deleted_at AS deleted_at
          FROM comment AS r17t
          WHERE r17t.audience IS NULL
          AND r17t.parent_id = r16.id
          ORDER BY r17t.created_at ASC, r17t.id ASC
          LIMIT 3
        ) AS r17
      ) AS j0
      FROM (
        SELECT r16t.id AS id, r16t.body AS body, r16t.deleted_at AS deleted_at, r16t.created_at AS cursor_key, r16t.id AS cursor_id
        FROM comment AS r16t
        WHERE r16t.audience IS NULL
        AND r16t.article_id = r0.id
        AND r16t.parent_id IS NULL
        ORDER BY r16t.created_at DESC, r16t.id DESC
        LIMIT 20
      ) AS r16
    ) AS r16
  ) || '}' AS anon_1
  FROM article AS r0
  WHERE r0.id = (
    SELECT article_slug.article_id
    FROM article_slug
    WHERE article_slug.slug = $6::VARCHAR COLLATE "C"
  )
  AND r0.is_public
  AND (EXISTS (
    SELECT 1
    FROM translation_slug AS r18h
    JOIN article_translation AS r19 ON r19.id = r18h.translation_id
    WHERE r18h.slug = $6::VARCHAR COLLATE "C"
    AND r19.status = 'PUBLISHED'
    AND (EXISTS (
      SELECT 1
      FROM article AS r20a
      WHERE r20a.id = r19.article_id
      AND r20a.is_public
    ))
  ))
), 'null') AS f0
