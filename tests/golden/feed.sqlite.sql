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
        SELECT '{"name":' || json_quote(r4.name) || '}' AS anon_4
        FROM category_translation AS r4
        WHERE r4.locale = coalesce((
          SELECT r5.locale
          FROM category_translation AS r5
          WHERE r5.locale = ?
          AND r5.category_id = r3.id
        ), (
          SELECT r6.locale
          FROM (
            SELECT r7e.value AS value, r7e."key" AS position
            FROM json_each(?) AS r7e
          ) AS r7
          JOIN category_translation AS r6 ON r6.locale = CASE WHEN (r7.value = '*') THEN r3.original_locale ELSE r7.value END
          WHERE r6.category_id = r3.id
          ORDER BY r7.position
          LIMIT 1 OFFSET ?
        ))
        AND r4.category_id = r3.id
      ), 'null') || '}' AS anon_3
      FROM category AS r3
      WHERE r3.id = r0.category_id
    ), 'null') AS j1, coalesce((
      SELECT '{"title":' || json_quote(r8.title)
      || ',"summary":' || coalesce(json_quote(r8.summary), 'null')
      || ',"slug":' || json_quote(r8.slug)
      || ',"isFallback":' || CASE WHEN (r8.locale = ?) THEN 'false' ELSE 'true' END || '}' AS anon_5
      FROM article_translation AS r8
      WHERE r8.locale = coalesce((
        SELECT r9.locale
        FROM article_translation AS r9
        WHERE r9.locale = ?
        AND r9.article_id = r0.id
        AND r9.status = 'PUBLISHED'
      ), (
        SELECT r10.locale
        FROM (
          SELECT r11e.value AS value, r11e."key" AS position
          FROM json_each(?) AS r11e
        ) AS r11
        JOIN article_translation AS r10 ON r10.locale = CASE WHEN (r11.value = '*') THEN r0.original_locale ELSE r11.value END
        WHERE r10.article_id = r0.id
        AND r10.status = 'PUBLISHED'
        ORDER BY r11.position
        LIMIT 1 OFFSET ?
      ))
      AND r8.article_id = r0.id
      AND r8.status = 'PUBLISHED'
    ), 'null') AS j2, coalesce((
      SELECT '{"title":' || json_quote(r12.title)
      || ',"summary":' || coalesce(json_quote(r12.summary), 'null') || '}' AS anon_6
      FROM article_translation AS r12
      WHERE r12.locale = coalesce((
        SELECT r13.locale
        FROM article_translation AS r13
        WHERE r13.locale = ?
        AND r13.article_id = r0.id
        AND r13.status = 'PUBLISHED'
      ), (
        SELECT r14.locale
        FROM (
          SELECT r15e.value AS value, r15e."key" AS position
          FROM json_each(?) AS r15e
        ) AS r15
        JOIN article_translation AS r14 ON r14.locale = CASE WHEN (r15.value = '*') THEN r0.original_locale ELSE r15.value END
        WHERE r14.article_id = r0.id
        AND r14.status = 'PUBLISHED'
        ORDER BY r15.position
        LIMIT 1 OFFSET ?
      ))
      AND r12.article_id = r0.id
      AND r12.status = 'PUBLISHED'
    ), 'null') AS j3, (
      SELECT '{"nodes":[' || coalesce(group_concat('{"id":"comment_' || r16.id
      || '","authorName":' || CASE WHEN (r16.deleted_at IS NULL) THEN json_quote(r16.author_name) ELSE 'null' END
      || ',"bodyHtml":' || CASE WHEN (r16.deleted_at IS NULL) THEN json_quote(r16.body_html) ELSE 'null' END
      || ',"createdAt":"' || r16.created_at
      || '","replyCount":' || (r16.public_reply_count + 0) || '}', ','), '')
      || '],"pageInfo":{"hasNextPage":' || CASE WHEN (EXISTS (
        SELECT 1
        FROM comment AS r16t
        WHERE r16t.audience IS NULL
        AND r16t.article_id = r0.id
        AND r16t.parent_id IS NULL
        ORDER BY r16t.created_at DESC, r16t.id DESC
        LIMIT 1 OFFSET 10
      )) THEN 'true' ELSE 'false' END
      || ',"endCursor":' || coalesce('"' || min(('cn.' || r16.cursor_key || '.' || r16.cursor_id)) || '"', 'null') || '}}' AS anon_7
      FROM (
        SELECT r16t.id AS id, r16t.author_name AS author_name, r16t.deleted_at AS deleted_at, r16t.body_html AS body_html, r16t.created_at AS created_at, r16t.public_reply_count AS public_reply_count, r16t.created_at AS cursor_key, r16t.id AS cursor_id
        FROM comment AS r16t
        WHERE r16t.audience IS NULL
        AND r16t.article_id = r0.id
        AND r16t.parent_id IS NULL
        ORDER BY r16t.created_at DESC, r16t.id DESC
        LIMIT 10 OFFSET ?
      ) AS r16
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
