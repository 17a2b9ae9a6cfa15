SELECT (
  SELECT '{"edges":[' || coalesce(string_agg('{"cursor":"pd.' || to_char(r0.cursor_key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.' || encode(uuid_send(r0.cursor_id), 'hex')
  || '","node":{"id":"article_' || encode(uuid_send(r0.id), 'hex')
  || '","publishedAt":' || coalesce('"' || to_char(r0.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null')
  || ',"authors":' || r0.j0
  || ',"category":' || r0.j1
  || ',"own":' || r0.j2
  || ',"english":' || r0.j3
  || ',"comments":' || r0.j4 || '}}', ','), '')
  || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r0t
    WHERE r0t.is_public
    ORDER BY r0t.published_at DESC, r0t.id DESC
    LIMIT 1 OFFSET $1::INTEGER
  )) THEN 'true' ELSE 'false' END
  || ',"endCursor":' || coalesce('"' || min(('pd.' || to_char(r0.cursor_key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.' || encode(uuid_send(r0.cursor_id), 'hex')) COLLATE "C") || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r0.*, (
      SELECT '[' || coalesce(string_agg('{"id":"author_' || encode(uuid_send(r2.id), 'hex')
      || '","name":' || to_json(r2.name)::text || '}', ','), '') || ']' AS anon_2
      FROM (
        SELECT r1t.id AS id, r1t.name AS name
        FROM article_author AS r1l
        JOIN author AS r1t ON r1t.id = r1l.author_id
        WHERE r1l.article_id = r0.id
        ORDER BY r1l.position
        LIMIT 1000
      ) AS r2
    ) AS j0, coalesce((
      SELECT '{"slug":' || to_json(r3.slug)::text
      || ',"translation":' || coalesce((
        SELECT '{"name":' || to_json(r4.name)::text || '}' AS anon_4
        FROM unnest($2::TEXT[]) WITH ORDINALITY AS r5(value, position)
        JOIN category_translation AS r4 ON r4.locale = CASE WHEN (r5.value = '*') THEN r3.original_locale ELSE r5.value END
        WHERE r4.category_id = r3.id
        ORDER BY r5.position
        LIMIT 1
      ), 'null') || '}' AS anon_3
      FROM category AS r3
      WHERE r3.id = r0.category_id
    ), 'null') AS j1, coalesce((
      SELECT '{"title":' || to_json(r6.title)::text
      || ',"summary":' || coalesce(to_json(r6.summary)::text, 'null')
      || ',"slug":' || to_json(r6.slug)::text
      || ',"isFallback":' || CASE WHEN (r6.locale = $3::VARCHAR) THEN 'false' ELSE 'true' END || '}' AS anon_5
      FROM unnest($4::TEXT[]) WITH ORDINALITY AS r7(value, position)
      JOIN article_translation AS r6 ON r6.locale = CASE WHEN (r7.value = '*') THEN r0.original_locale ELSE r7.value END
      WHERE r6.article_id = r0.id
      AND r6.status = 'PUBLISHED'
      ORDER BY r7.position
      LIMIT 1
    ), 'null') AS j2, coalesce((
      SELECT '{"title":' || to_json(r8.title)::text
      || ',"summary":' || coalesce(to_json(r8.summary)::text, 'null') || '}' AS anon_6
      FROM unnest($5::TEXT[]) WITH ORDINALITY AS r9(value, position)
      JOIN article_translation AS r8 ON r8.locale = CASE WHEN (r9.value = '*') THEN r0.original_locale ELSE r9.value END
      WHERE r8.article_id = r0.id
      AND r8.status = 'PUBLISHED'
      ORDER BY r9.position
      LIMIT 1
    ), 'null') AS j3, (
      SELECT '{"nodes":[' || coalesce(string_agg('{"id":"comment_' || encode(uuid_send(r10.id), 'hex')
      || '","authorName":' || CASE WHEN (r10.deleted_at IS NULL) THEN to_json(r10.author_name)::text ELSE 'null' END
      || ',"bodyHtml":' || CASE WHEN (r10.deleted_at IS NULL) THEN to_json(r10.body_html)::text ELSE 'null' END
      || ',"createdAt":"' || to_char(r10.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","replyCount":' || (r10.public_reply_count + 0)::text || '}', ','), '')
      || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
        SELECT 1
        FROM comment AS r10t
        WHERE r10t.audience IS NULL
        AND r10t.article_id = r0.id
        AND r10t.parent_id IS NULL
        ORDER BY r10t.created_at DESC, r10t.id DESC
        LIMIT 1 OFFSET 10
      )) THEN 'true' ELSE 'false' END
      || ',"endCursor":' || coalesce('"' || min(('cn.' || to_char(r10.cursor_key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '.' || encode(uuid_send(r10.cursor_id), 'hex')) COLLATE "C") || '"', 'null') || '}}' AS anon_7
      FROM (
        SELECT r10t.id AS id, r10t.author_name AS author_name, r10t.deleted_at AS deleted_at, r10t.body_html AS body_html, r10t.created_at AS created_at, r10t.public_reply_count AS public_reply_count, r10t.created_at AS cursor_key, r10t.id AS cursor_id
        FROM comment AS r10t
        WHERE r10t.audience IS NULL
        AND r10t.article_id = r0.id
        AND r10t.parent_id IS NULL
        ORDER BY r10t.created_at DESC, r10t.id DESC
        LIMIT 10
      ) AS r10
    ) AS j4
    FROM (
      SELECT r0t.published_at AS cursor_key, r0t.id AS cursor_id, r0t.id AS id, r0t.published_at AS published_at, r0t.category_id AS category_id, r0t.original_locale AS original_locale
      FROM article AS r0t
      WHERE r0t.is_public
      ORDER BY r0t.published_at DESC, r0t.id DESC
      LIMIT $1::INTEGER
    ) AS r0
  ) AS r0
) AS f0
