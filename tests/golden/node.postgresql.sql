SELECT coalesce((
  SELECT '{"__typename":"ArticleTranslation","id":"translation_' || encode(uuid_send(r0.id), 'hex') || CASE WHEN (r0.locale = $1::VARCHAR) THEN '' ELSE '_' || $1::VARCHAR END
  || '","title":' || to_json(r0.title)::text
  || ',"isFallback":' || CASE WHEN (r0.locale = $1::VARCHAR) THEN 'false' ELSE 'true' END || '}' AS anon_1
  FROM article_translation AS r0
  WHERE r0.id = $2::UUID
  AND r0.status = 'PUBLISHED'
  AND (EXISTS (
    SELECT 1
    FROM article AS r1a
    WHERE r1a.id = r0.article_id
    AND r1a.is_public
  ))
), 'null') AS f0
