SELECT (
  SELECT '{"nodes":[' || coalesce(string_agg('{"id":"article_' || encode(uuid_send(r0.id), 'hex')
  || '","publishedAt":' || coalesce('"' || to_char(r0.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null') || '}', ','), '')
  || '],"totalCount":' || (
    SELECT (count(*))::text AS anon_2
    FROM article AS r0t
    WHERE r0t.is_public
    AND r0t.category_id = (
      SELECT category.id
      FROM category
      WHERE category.slug = $1::VARCHAR COLLATE "C"
    )
    AND r0t.id IN (
      SELECT article_tag.article_id
      FROM article_tag
      JOIN tag ON tag.id = article_tag.tag_id
      WHERE tag.slug = $2::VARCHAR COLLATE "C"
    )
    AND (EXISTS (
      SELECT 1
      FROM article_translation AS "having"
      WHERE "having".article_id = r0t.id
      AND "having".status = 'PUBLISHED'
      AND "having".locale = any($3::TEXT[])
    ))
    AND r0t.published_at >= $4::TIMESTAMP WITH TIME ZONE
  ) || '}' AS anon_1
  FROM (
    SELECT r0t.id AS id, r0t.published_at AS published_at
    FROM article AS r0t
    WHERE r0t.is_public
    AND r0t.category_id = (
      SELECT category.id
      FROM category
      WHERE category.slug = $1::VARCHAR COLLATE "C"
    )
    AND r0t.id IN (
      SELECT article_tag.article_id
      FROM article_tag
      JOIN tag ON tag.id = article_tag.tag_id
      WHERE tag.slug = $2::VARCHAR COLLATE "C"
    )
    AND (EXISTS (
      SELECT 1
      FROM article_translation AS "having"
      WHERE "having".article_id = r0t.id
      AND "having".status = 'PUBLISHED'
      AND "having".locale = any($3::TEXT[])
    ))
    AND r0t.published_at >= $4::TIMESTAMP WITH TIME ZONE
    ORDER BY r0t.published_at DESC, r0t.id DESC
    LIMIT 20
  ) AS r0
) AS f0
