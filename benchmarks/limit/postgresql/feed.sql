SELECT '{"data":{"articles":{"nodes":[' || coalesce(string_agg(
  '{"id":"article_' || encode(uuid_send(a.id), 'hex')
  || '","publishedAt":"' || to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","authors":[' || (
    SELECT coalesce(string_agg('{"id":"author_' || encode(uuid_send(b.id), 'hex') || '","name":' || to_json(b.name)::text || '}', ','), '')
    FROM (
      SELECT author.id, author.name
      FROM article_author JOIN author ON author.id = author_id
      WHERE article_id = a.id ORDER BY position LIMIT 100
    ) b
  ) || '],"category":' || coalesce((
    SELECT '{"slug":' || to_json(c.slug)::text || ',"translation":' || coalesce((
      SELECT '{"name":' || to_json(t.name)::text || '}'
      FROM category_translation t
      WHERE t.category_id = c.id AND t.locale IN ('en', c.original_locale)
      ORDER BY t.locale <> 'en' LIMIT 1
    ), 'null') || '}'
    FROM category c WHERE c.id = a.category_id
  ), 'null') || ',"en":' || coalesce((
    SELECT '{"title":' || to_json(t.title)::text || ',"summary":' || coalesce(to_json(t.summary)::text, 'null') || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'en' AND s.audience = 'READERS'
  ), 'null') || ',"bn":' || coalesce((
    SELECT '{"title":' || to_json(t.title)::text || ',"summary":' || coalesce(to_json(t.summary)::text, 'null') || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'bn' AND s.audience = 'READERS'
  ), 'null') || ',"comments":{"nodes":[' || (
    SELECT coalesce(string_agg(
      '{"id":"comment_' || encode(uuid_send(c.id), 'hex')
      || '","authorName":' || to_json(c.author_name)::text
      || ',"body":' || to_json(c.body)::text || '}', ','), '')
    FROM (
      SELECT id, author_name, body
      FROM comment
      WHERE article_id = a.id AND parent_id IS NULL AND audience IS NULL
      ORDER BY created_at DESC, id DESC LIMIT 10
    ) c
  ) || ']}}', ','), '') || ']}}}'
FROM (
  SELECT id, published_at, category_id
  FROM article WHERE is_public ORDER BY published_at DESC, id DESC LIMIT $1
) a
