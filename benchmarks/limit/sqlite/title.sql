SELECT '{"data":{"article":' || coalesce((
  SELECT '{"id":"article_' || a.id || '","translation":' || coalesce((
    SELECT '{"title":' || json_quote(t.title) || '}'
    FROM served_translation s JOIN article_translation t ON t.id = s.translation_id
    WHERE s.article_id = a.id AND s.locale = 'en' AND s.audience = 'READERS'
  ), 'null') || '}'
  FROM article_slug g JOIN article a ON a.id = g.article_id
  WHERE g.slug = ?1 AND a.is_public
), 'null') || '}}'
