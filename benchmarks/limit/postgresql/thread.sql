SELECT '{"data":{"article":' || coalesce((
  SELECT '{"comments":{"nodes":[' || (
    SELECT coalesce(string_agg(
      '{"id":"comment_' || encode(uuid_send(c.id), 'hex')
      || '","authorName":' || to_json(c.author_name)::text
      || ',"body":' || to_json(c.body)::text
      || ',"createdAt":"' || to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","replyCount":' || c.public_reply_count
      || ',"replies":{"nodes":[' || (
        SELECT coalesce(string_agg(
          '{"id":"comment_' || encode(uuid_send(r.id), 'hex')
          || '","authorName":' || to_json(r.author_name)::text
          || ',"body":' || to_json(r.body)::text
          || ',"createdAt":"' || to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}', ','), '')
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
  WHERE a.id = $1::uuid AND a.is_public
), 'null') || '}}'
