SELECT '{"data":{"articles":{"nodes":[' || coalesce(group_concat(
  '{"id":"article_' || a.id
  || '","publishedAt":"' || a.published_at
  || '","authors":[' || (
    SELECT coalesce(group_concat('{"id":"author_' || b.id || '","name":' || json_quote(b.name) || '}', ','), '')
    FROM (
      SELECT author.id, author.name
      FROM article_author JOIN author ON author.id = author_id
      WHERE article_id = a.id ORDER BY position LIMIT 100
    ) b
  ) || '],"category":' || coalesce((
    SELECT '{"slug":' || json_quote(c.slug) || ',"translation":' || coalesce((
      SELECT '{"name":' || json_quote(t.name) || '}'
      FROM category_translation t
      WHERE t.category_id = c.id AND t.locale IN ('en', c.original_locale)
      ORDER BY t.locale <> 'en' LIMIT 1
    ), 'null') || '}'
    FROM category c WHERE c.id = a.category_id
  ), 'null') || ',"en":' || coalesce((
    SELECT '{"title":' || json_quote(t.title) || ',"summary":' || coalesce(json_quote(t.summary), 'null') || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'en' AND s.audience = 'READERS'
  ), 'null') || ',"bn":' || coalesce((
    SELECT '{"title":' || json_quote(t.title) || ',"summary":' || coalesce(json_quote(t.summary), 'null') || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'bn' AND s.audience = 'READERS'
  ), 'null') || ',"comments":{"nodes":[' || (
    SELECT coalesce(group_concat(
      '{"id":"comment_' || c.id
      || '","authorName":' || json_quote(c.author_name)
      || ',"body":' || json_quote(c.body) || '}', ','), '')
    FROM (
      SELECT id, author_name, body
      FROM comment
      WHERE article_id = a.id AND parent_id IS NULL AND audience IS NULL
      ORDER BY created_at DESC, id DESC LIMIT 10
    ) c
  ) || ']}}', ','), '') || ']}}}'
FROM (
  SELECT id, published_at, category_id
  FROM article WHERE is_public ORDER BY published_at DESC, id DESC LIMIT ?1
) a
