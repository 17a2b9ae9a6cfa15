SELECT coalesce((
  SELECT '{"name":' || to_json(r0.name)::text
  || ',"defaultLocale":' || to_json(r0.default_locale)::text
  || ',"locales":' || (
    SELECT '[' || coalesce(string_agg('{"locale":' || to_json(r2.locale)::text
    || ',"direction":' || to_json(r2.direction)::text
    || ',"fallback":' || r2.j0 || '}', ','), '') || ']' AS anon_2
    FROM (
      SELECT r2.*, (
        SELECT '[' || coalesce(string_agg(to_json(r3.candidate)::text, ','), '') || ']' AS anon_3
        FROM (
          SELECT r3t.candidate AS candidate
          FROM locale_fallback AS r3t
          WHERE r3t.locale = r2.locale
          ORDER BY r3t.position
          LIMIT 1000
        ) AS r3
      ) AS j0
      FROM (
        SELECT r1t.locale AS locale, r1t.direction AS direction
        FROM site_locale AS r1t
        ORDER BY r1t.position
        LIMIT 1000
      ) AS r2
    ) AS r2
  )
  || ',"commentPolicy":' || (
    SELECT '{"mode":"' || r4.mode
    || '","maxDepth":' || (r4.max_depth)::text
    || ',"bannedWords":null}' AS anon_4
    FROM (
      SELECT r4s.mode AS mode, r4s.max_depth AS max_depth
      FROM comment_policy AS r4s
      WHERE r4s.scope = 'site'
      LIMIT 1
    ) AS r4
  ) || '}' AS anon_1
  FROM site AS r0
  WHERE r0.anchor = 1
), 'null') AS f0, '{"id":"viewer_' || encode(uuid_send($1::UUID), 'hex')
|| '","name":' || coalesce(to_json($2::VARCHAR COLLATE "C")::text, 'null')
|| ',"roles":["READER"],"ban":' || coalesce((
  SELECT '{"reason":' || coalesce(to_json(r5.reason)::text, 'null')
  || ',"until":' || coalesce('"' || to_char(r5.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null') || '}' AS anon_5
  FROM ban AS r5
  WHERE r5.person_id = $1::UUID
  AND r5.lifted_at IS NULL
  AND coalesce(r5.until > $3::TIMESTAMP WITH TIME ZONE, true)
), 'null') || '}' AS f1
