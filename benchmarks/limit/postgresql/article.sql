SELECT '{"data":{"article":' || coalesce((
  SELECT '{"id":"article_' || encode(uuid_send(a.id), 'hex')
  || '","publishedAt":"' || to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","translation":' || coalesce((
    SELECT '{"slug":' || to_json(t.slug)::text || ',"title":' || to_json(t.title)::text
    || ',"summary":' || coalesce(to_json(t.summary)::text, 'null')
    || ',"body":' || (
      SELECT to_json(coalesce(string_agg(b.html, E'\n\n'), ''))::text
      FROM (
        SELECT html FROM article_block JOIN segment ON block_id = id AND locale = t.locale
        WHERE article_id = a.id ORDER BY position LIMIT 1000
      ) b
    ) || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'en' AND s.audience = 'READERS'
  ), 'null') || ',"authors":[' || (
    SELECT coalesce(string_agg('{"id":"author_' || encode(uuid_send(b.id), 'hex') || '","name":' || to_json(b.name)::text || '}', ','), '')
    FROM (
      SELECT author.id, author.name
      FROM article_author JOIN author ON author.id = author_id
      WHERE article_id = a.id ORDER BY position LIMIT 100
    ) b
  ) || '],"comments":{"nodes":[' || (
    SELECT coalesce(string_agg(
      '{"id":"comment_' || encode(uuid_send(c.id), 'hex')
      || '","authorName":' || to_json(c.author_name)::text
      || ',"bodyHtml":' || to_json(c.body_html)::text
      || ',"createdAt":"' || to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","replies":{"nodes":[' || (
        SELECT coalesce(string_agg(
          '{"id":"comment_' || encode(uuid_send(r.id), 'hex')
          || '","authorName":' || to_json(r.author_name)::text
          || ',"bodyHtml":' || to_json(r.body_html)::text
          || ',"createdAt":"' || to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}', ','), '')
        FROM (
          SELECT id, author_name, body_html, created_at
          FROM comment WHERE parent_id = c.id AND audience IS NULL
          ORDER BY created_at, id LIMIT 3
        ) r
      ) || ']}}', ','), '')
    FROM (
      SELECT id, author_name, body_html, created_at
      FROM comment
      WHERE article_id = a.id AND parent_id IS NULL AND audience IS NULL
      ORDER BY created_at DESC, id DESC LIMIT 20
    ) c
  ) || ']}}'
  FROM article_slug g JOIN article a ON a.id = g.article_id
  WHERE g.slug = $1 AND a.is_public
), 'null') || '}}'
