SELECT '{"data":{"moderationQueue":{"nodes":[' || coalesce(string_agg(
  '{"id":"comment_' || encode(uuid_send(c.id), 'hex')
  || '","authorName":' || to_json(c.author_name)::text
  || ',"body":' || to_json(c.body)::text
  || ',"createdAt":"' || to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","version":' || c.version
  || ',"article":{"id":"article_' || encode(uuid_send(c.article_id), 'hex')
  || '","translation":' || coalesce((
    SELECT '{"title":' || to_json(t.title)::text || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = c.article_id AND s.locale = 'en' AND s.audience = 'STAFF'
  ), 'null') || '},"moderation":{"risk":' || (c.risk / 10000.0)
  || ',"findings":[' || (
    SELECT coalesce(string_agg(
      '{"check":' || to_json(f.check_name)::text
      || ',"outcome":"' || f.outcome
      || '","score":' || coalesce((f.score / 10000.0)::text, 'null')
      || ',"message":' || to_json(f.message)::text
      || ',"spans":' || f.spans || '}', ','), '')
    FROM (
      SELECT check_name, outcome, score, message, spans
      FROM finding WHERE comment_id = c.id AND version = c.text_version
      ORDER BY id DESC LIMIT 100
    ) f
  ) || ']}}', ','), '') || ']}}}'
FROM (
  SELECT id, author_name, body, created_at, version, text_version, article_id, risk
  FROM comment q
  WHERE status = 'PENDING'
  AND coalesce((SELECT p.audience IS NULL FROM comment p WHERE p.id = q.parent_id), true)
  AND EXISTS (SELECT FROM article a WHERE a.id = q.article_id AND a.deleted_at IS NULL)
  ORDER BY risk DESC, id DESC LIMIT 50
) c
