SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"id":"article_' || encode(uuid_send(r0.id), 'hex')
  || '","translations":' || r0.j0 || '}', ','), '') || ']}' AS anon_1
  FROM (
    SELECT r0.*, (
      SELECT '[' || coalesce(string_agg('{"locale":' || to_json(r2.locale)::text
      || ',"status":"' || r2.status
      || '","version":' || (r2.version)::text || '}', ','), '') || ']' AS anon_2
      FROM (
        SELECT CASE WHEN (r1t.locale = r0.original_locale) THEN 0 ELSE 1 END AS is_original, r1t.locale AS locale, r1t.status AS status, r1t.version AS version
        FROM article_translation AS r1t
        WHERE r1t.article_id = r0.id
        ORDER BY is_original, r1t.locale
        LIMIT 1000
      ) AS r2
    ) AS j0
    FROM (
      SELECT r0t.id AS id, r0t.original_locale AS original_locale
      FROM article AS r0t
      WHERE r0t.deleted_at IS NULL
      AND r0t.id IN (
        SELECT article_translation.article_id
        FROM article_translation
        WHERE article_translation.status = 'DRAFT'
      )
      ORDER BY coalesce(r0t.published_at, '0001-01-02T00:00:00.000Z') DESC, r0t.id DESC
      LIMIT 20
    ) AS r0
  ) AS r0
) AS f0
