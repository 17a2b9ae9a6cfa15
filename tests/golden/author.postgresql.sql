SELECT coalesce((
  SELECT '{"name":' || to_json(r0.name)::text
  || ',"articles":' || (
    SELECT '{"nodes":[' || coalesce(string_agg('{"id":"article_' || encode(uuid_send(r2.id), 'hex')
    || '","updatedAt":"' || to_char(r2.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}', ','), '')
    || '],"totalCount":' || (
      SELECT (count(*))::text AS anon_3
      FROM article AS r2t
      WHERE r2t.is_public
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_author AS r1l
        WHERE r1l.author_id = r0.id
      )
    ) || '}' AS anon_2
    FROM (
      SELECT r2t.id AS id, r2t.updated_at AS updated_at
      FROM article AS r2t
      WHERE r2t.is_public
      AND r2t.id IN (
        SELECT r1l.article_id
        FROM article_author AS r1l
        WHERE r1l.author_id = r0.id
      )
      ORDER BY r2t.updated_at DESC, r2t.id DESC
      LIMIT 10
    ) AS r2
  ) || '}' AS anon_1
  FROM author AS r0
  WHERE r0.slug = $1::VARCHAR COLLATE "C"
), 'null') AS f0
