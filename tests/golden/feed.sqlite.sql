SELECT (
  SELECT '{"edges":[' || coalesce(group_concat('{"cursor":"pd.' || r0.cursor_key || '.' || r0.cursor_id
  || '","node":{"id":"article_' || r0.id
  || '","publishedAt":' || coalesce('"' || r0.published_at || '"', 'null')
  || ',"authors":' || r0.j0
  || ',"category":' || r0.j1
  || ',"own":' || r0.j2
  || ',"english":' || r0.j3
  || ',"comments":' || r0.j4 || '}}', ','), '')
  || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
    SELECT 1
    FROM article AS r0t
    WHERE r0t.is_public = 1
    ORDER BY r0t.published_at DESC, r0t.id DESC
    LIMIT 1 OFFSET ?
  )) THEN 'true' ELSE 'false' END
  || ',"endCursor":' || coalesce('"' || min(('pd.' || r0.cursor_key || '.' || r0.cursor_id)) || '"', 'null') || '}}' AS anon_1
  FROM (
    SELECT r0.*, (
      SELECT '[' || coalesce(group_concat('{"id":"author_' || r2.id
      || '","name":' || json_quote(r2.name) || '}', ','), '') || ']' AS anon_2
      FROM (
        SELECT r1t.id AS id, r1t.name AS name
        FROM article_author AS r1l
        JOIN author AS r1t ON r1t.id = r1l.author_id
        WHERE r1l.article_id = r0.id
        ORDER BY r1l.position
        LIMIT 1000 OFFSET ?
      ) AS r2
    ) AS j0, coalesce((
      SELECT '{"slug":' || json_quote(r3.slug)
      || ',"translation":' || coalesce((
        SELECT '{"name":' || json_quote(r5.name) || '}' AS anon_4
        FROM (
          SELECT r4e.value AS value, r4e."key" AS position
          FROM json_each(?) AS r4e
        ) AS r4
        JOIN category_translation AS r5 ON r5.locale = CASE WHEN (r4.value = '*') THEN r3.original_locale ELSE r4.value END
        WHERE r5.category_id = r3.id
        ORDER BY r4.position
        LIMIT 1 OFFSET ?
      ), 'null') || '}' AS anon_3
      FROM category AS r3
      WHERE r3.id = r0.category_id
    ), 'null') AS j1, coalesce((
      SELECT '{"title":' || json_quote(r7.title)
      || ',"summary":' || coalesce(json_quote(r7.summary), 'null')
      || ',"slug":' || json_quote(r7.slug)
      || ',"isFallback":' || CASE WHEN (r7.locale = ?) THEN 'false' ELSE 'true' END || '}' AS anon_5
      FROM (
        SELECT r6e.value AS value, r6e."key" AS position
        FROM json_each(?) AS r6e
      ) AS r6
      JOIN article_translation AS r7 ON r7.locale = CASE WHEN (r6.value = '*') THEN r0.original_locale ELSE r6.value END
      WHERE r7.article_id = r0.id
      AND r7.status = 'PUBLISHED'
      ORDER BY r6.position
      LIMIT 1 OFFSET ?
    ), 'null') AS j2, coalesce((
      SELECT '{"title":' || json_quote(r9.title)
      || ',"summary":' || coalesce(json_quote(r9.summary), 'null') || '}' AS anon_6
      FROM (
        SELECT r8e.value AS value, r8e."key" AS position
        FROM json_each(?) AS r8e
      ) AS r8
      JOIN article_translation AS r9 ON r9.locale = CASE WHEN (r8.value = '*') THEN r0.original_locale ELSE r8.value END
      WHERE r9.article_id = r0.id
      AND r9.status = 'PUBLISHED'
      ORDER BY r8.position
      LIMIT 1 OFFSET ?
    ), 'null') AS j3, (
      SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r10.id
      || '","authorName":' || CASE WHEN (r10.deleted_at IS NULL) THEN json_quote(r10.author_name) ELSE 'null' END
      || ',"bodyHtml":' || CASE WHEN (r10.deleted_at IS NULL) THEN json_quote(r10.body_html) ELSE 'null' END
      || ',"createdAt":"' || r10.created_at
      || '","replyCount":' || (r10.public_reply_count + 0) || '}', ','), '')
      || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
        SELECT 1
        FROM comment AS r10t
        WHERE r10t.article_id = r0.id
        AND r10t.parent_id IS NULL
        AND r10t.audience IS NULL
        ORDER BY r10t.created_at DESC, r10t.id DESC
        LIMIT 1 OFFSET 10
      )) THEN 'true' ELSE 'false' END
      || ',"endCursor":' || coalesce('"' || min(('cn.' || r10.cursor_key || '.' || r10.cursor_id)) || '"', 'null') || '}}' AS anon_7
      FROM (
        SELECT r10t.id AS id, r10t.author_name AS author_name, r10t.deleted_at AS deleted_at, r10t.body_html AS body_html, r10t.created_at AS created_at, r10t.public_reply_count AS public_reply_count, r10t.created_at AS cursor_key, r10t.id AS cursor_id
        FROM comment AS r10t
        WHERE r10t.article_id = r0.id
        AND r10t.parent_id IS NULL
        AND r10t.audience IS NULL
        ORDER BY r10t.created_at DESC, r10t.id DESC
        LIMIT 10 OFFSET ?
      ) AS r10
    ) AS j4
    FROM (
      SELECT r0t.published_at AS cursor_key, r0t.id AS cursor_id, r0t.id AS id, r0t.published_at AS published_at, r0t.category_id AS category_id, r0t.original_locale AS original_locale
      FROM article AS r0t
      WHERE r0t.is_public = 1
      ORDER BY r0t.published_at DESC, r0t.id DESC
      LIMIT ? OFFSET ?
    ) AS r0
  ) AS r0
) AS f0
