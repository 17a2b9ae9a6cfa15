SELECT '{"data":{"article":' || coalesce((
  SELECT '{"id":"article_' || a.id
  || '","publishedAt":"' || a.published_at
  || '","translation":' || coalesce((
    SELECT '{"slug":' || json_quote(t.slug) || ',"title":' || json_quote(t.title)
    || ',"summary":' || coalesce(json_quote(t.summary), 'null')
    || ',"body":' || (
      SELECT json_quote(coalesce(group_concat(b.html, char(10) || char(10)), ''))
      FROM (
        SELECT html FROM article_block JOIN segment ON block_id = id AND locale = t.locale
        WHERE article_id = a.id ORDER BY position LIMIT 1000
      ) b
    ) || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'en' AND s.audience = 'READERS'
  ), 'null') || ',"authors":[' || (
    SELECT coalesce(group_concat('{"id":"author_' || b.id || '","name":' || json_quote(b.name) || '}', ','), '')
    FROM (
      SELECT author.id, author.name
      FROM article_author JOIN author ON author.id = author_id
      WHERE article_id = a.id ORDER BY position LIMIT 100
    ) b
  ) || '],"comments":{"nodes":[' || (
    SELECT coalesce(group_concat(
      '{"id":"comment_' || c.id
      || '","authorName":' || json_quote(c.author_name)
      || ',"bodyHtml":' || json_quote(c.body_html)
      || ',"createdAt":"' || c.created_at
      || '","replies":{"nodes":[' || (
        SELECT coalesce(group_concat(
          '{"id":"comment_' || r.id
          || '","authorName":' || json_quote(r.author_name)
          || ',"bodyHtml":' || json_quote(r.body_html)
          || ',"createdAt":"' || r.created_at || '"}', ','), '')
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
  WHERE g.slug = ?1 AND a.is_public
), 'null') || '}}'
