SELECT coalesce((
  SELECT '{"__typename":"ArticleTranslation","id":"translation_' || r0.id || CASE WHEN (r0.locale = ?) THEN '' ELSE '_' || ? END
  || '","title":' || json_quote(r0.title)
  || ',"isFallback":' || CASE WHEN (r0.locale = ?) THEN 'false' ELSE 'true' END || '}' AS anon_1
  FROM article_translation AS r0
  WHERE r0.id = ?
  AND r0.status = 'PUBLISHED'
  AND (EXISTS (
    SELECT 1
    FROM article AS r1a
    WHERE r1a.id = r0.article_id
    AND r1a.is_public = 1
  ))
), 'null') AS f0
