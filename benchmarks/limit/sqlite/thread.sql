SELECT '{"data":{"article":' || coalesce((
  SELECT '{"comments":{"nodes":[' || (
    SELECT coalesce(group_concat(
      '{"id":"comment_' || c.id
      || '","authorName":' || json_quote(c.author_name)
      || ',"body":' || json_quote(c.body)
      || ',"createdAt":"' || c.created_at
      || '","replyCount":' || c.public_reply_count
      || ',"replies":{"nodes":[' || (
        SELECT coalesce(group_concat(
          '{"id":"comment_' || r.id
          || '","authorName":' || json_quote(r.author_name)
          || ',"body":' || json_quote(r.body)
          || ',"createdAt":"' || r.created_at || '"}', ','), '')
        FROM (
          SELECT id, author_name, body, created_at
          FROM comment WHERE parent_id = c.id AND audience IS NULL
          ORDER BY created_at, id LIMIT 3
        ) r
      ) || ']}}', ','), '')
    FROM (
      SELECT id, author_name, body, created_at, public_reply_count
      FROM comment
      WHERE article_id = a.id AND parent_id IS NULL AND audience IS NULL
      ORDER BY created_at DESC, id DESC LIMIT 50
    ) c
  ) || ']}}'
  FROM article a
  WHERE a.id = ?1 AND a.is_public
), 'null') || '}}'
