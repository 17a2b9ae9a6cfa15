SELECT coalesce((
  SELECT '{"name":' || json_quote(r0.name)
  || ',"defaultLocale":' || json_quote(r0.default_locale)
  || ',"locales":' || (
    SELECT '[' || coalesce(group_concat('{"locale":' || json_quote(r2.locale)
    || ',"direction":' || json_quote(r2.direction)
    || ',"fallback":' || r2.j0 || '}', ','), '') || ']' AS anon_2
    FROM (
      SELECT r2.*, (
        SELECT '[' || coalesce(group_concat(json_quote(r3.candidate), ','), '') || ']' AS anon_3
        FROM (
          SELECT r3t.candidate AS candidate
          FROM locale_fallback AS r3t
          WHERE r3t.locale = r2.locale
          ORDER BY r3t.position
          LIMIT 1000 OFFSET ?
        ) AS r3
      ) AS j0
      FROM (
        SELECT r1t.locale AS locale, r1t.direction AS direction
        FROM site_locale AS r1t
        ORDER BY r1t.position
        LIMIT 1000 OFFSET ?
      ) AS r2
    ) AS r2
  )
  || ',"commentPolicy":' || (
    SELECT '{"mode":"' || r4.mode
    || '","maxDepth":' || (r4.max_depth)
    || ',"bannedWords":null}' AS anon_4
    FROM (
      SELECT r4s.mode AS mode, r4s.max_depth AS max_depth
      FROM comment_policy AS r4s
      WHERE r4s.scope = 'site'
      LIMIT 1 OFFSET ?
    ) AS r4
  ) || '}' AS anon_1
  FROM site AS r0
  WHERE r0.anchor = 1
), 'null') AS f0, '{"id":"viewer_' || ?
|| '","name":' || coalesce(json_quote(?), 'null')
|| ',"roles":["READER"],"ban":' || coalesce((
  SELECT '{"reason":' || coalesce(json_quote(r5.reason), 'null')
  || ',"until":' || coalesce('"' || r5.until || '"', 'null') || '}' AS anon_5
  FROM ban AS r5
  WHERE r5.person_id = ?
  AND r5.lifted_at IS NULL
  AND coalesce(r5.until > ?, true) = 1
), 'null') || '}' AS f1
