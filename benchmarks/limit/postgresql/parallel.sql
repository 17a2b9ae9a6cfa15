SELECT '{"data":{"article":' || coalesce((
  SELECT '{"id":"article_' || encode(uuid_send(a.id), 'hex') || '","parallelText":[' || (
    SELECT coalesce(string_agg(
      '{"index":' || b.position || ',"kind":"' || b.kind || '","segments":[' || (
        SELECT string_agg(
          '{"locale":"' || l.locale || '","direction":"' || l.direction
          || '","text":' || coalesce(to_json(s.text)::text, 'null')
          || ',"isOutdated":' || CASE WHEN s.source_digest <> o.digest THEN 'true' ELSE 'false' END || '}', ',')
        FROM (VALUES ('en', 'LTR'), ('bn', 'LTR')) l (locale, direction)
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
  WHERE g.slug = $1 AND a.is_public
), 'null') || '}}'
