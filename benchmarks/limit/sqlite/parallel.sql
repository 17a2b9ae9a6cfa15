SELECT '{"data":{"article":' || coalesce((
  SELECT '{"id":"article_' || a.id || '","parallelText":[' || (
    SELECT coalesce(group_concat(
      '{"index":' || b.position || ',"kind":"' || b.kind || '","segments":[' || (
        SELECT group_concat(
          '{"locale":"' || l.locale || '","direction":"' || l.direction
          || '","text":' || coalesce(json_quote(s.text), 'null')
          || ',"isOutdated":' || CASE WHEN s.source_digest <> o.digest THEN 'true' ELSE 'false' END || '}', ',')
        FROM (SELECT 'en' AS locale, 'LTR' AS direction UNION ALL SELECT 'bn', 'LTR') l
        LEFT JOIN article_translation t
          ON t.article_id = a.id AND t.locale = l.locale AND t.status = 'PUBLISHED'
        LEFT JOIN segment s ON s.block_id = b.id AND s.locale = t.locale
        LEFT JOIN segment o ON o.block_id = b.id AND o.locale = a.original_locale
      ) || ']}', ','), '')
    FROM (
      SELECT id, position, kind FROM article_block WHERE article_id = a.id ORDER BY position LIMIT 1000
    ) b
  ) || ']}'
  FROM article_slug g JOIN article a ON a.id = g.article_id
  WHERE g.slug = ?1 AND a.is_public
), 'null') || '}}'
