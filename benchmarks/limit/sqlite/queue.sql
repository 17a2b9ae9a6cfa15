SELECT '{"data":{"moderationQueue":{"nodes":[' || coalesce(group_concat(
  '{"id":"comment_' || c.id
  || '","authorName":' || json_quote(c.author_name)
  || ',"body":' || json_quote(c.body)
  || ',"createdAt":"' || c.created_at
  || '","version":' || c.version
  || ',"article":{"id":"article_' || c.article_id
  || '","translation":' || coalesce((
    SELECT '{"title":' || json_quote(t.title) || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = c.article_id AND s.locale = 'en' AND s.audience = 'STAFF'
  ), 'null') || '},"moderation":{"risk":' || (c.risk / 10000.0)
  || ',"findings":[' || (
    SELECT coalesce(group_concat(
      '{"check":' || json_quote(f.check_name)
      || ',"outcome":"' || f.outcome
      || '","score":' || coalesce(f.score / 10000.0, 'null')
      || ',"message":' || json_quote(f.message)
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
  AND EXISTS (SELECT 1 FROM article a WHERE a.id = q.article_id AND a.deleted_at IS NULL)
  ORDER BY risk DESC, id DESC LIMIT 50
) c
