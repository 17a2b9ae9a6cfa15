SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"id":"article_' || encode(uuid_send(r0.id), 'hex')
  || '","commentCount":' || (r0.public_comment_count + 0)::text
  || ',"translation":' || r0.j0 || '}', ','), '') || ']}' AS anon_1
  FROM (
    SELECT r0.*, coalesce((
      SELECT '{"title":' || to_json(r1.title)::text || '}' AS anon_2
      FROM unnest($1::TEXT[]) WITH ORDINALITY AS r2(value, position)
      JOIN article_translation AS r1 ON r1.locale = CASE WHEN (r2.value = '*') THEN r0.original_locale ELSE r2.value END
      WHERE r1.article_id = r0.id
      AND r1.status = 'PUBLISHED'
      ORDER BY r2.position
      LIMIT 1
    ), 'null') AS j0
    FROM (
      SELECT r0t.id AS id, r0t.public_comment_count AS public_comment_count, r0t.original_locale AS original_locale
      FROM article AS r0t
      WHERE r0t.is_public
      ORDER BY r0t.public_comment_count DESC, r0t.id DESC
      LIMIT 5
    ) AS r0
  ) AS r0
) AS f0
