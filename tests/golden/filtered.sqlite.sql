SELECT (
  SELECT '{"nodes":[' || coalesce(group_concat('{"id":"article_' || r0.id
  || '","publishedAt":' || coalesce('"' || r0.published_at || '"', 'null') || '}', ','), '')
  || '],"totalCount":' || (
    SELECT (count(*)) AS anon_2
    FROM article AS r0t
    WHERE r0t.is_public = 1
    AND r0t.category_id = (
      SELECT category.id
      FROM category
      WHERE category.slug = ?
    )
    AND r0t.id IN (
      SELECT article_tag.article_id
      FROM article_tag
      JOIN tag ON tag.id = article_tag.tag_id
      WHERE tag.slug = ?
    )
    AND (EXISTS (
      SELECT 1
      FROM article_translation AS "having"
      WHERE "having".article_id = r0t.id
      AND "having".status = 'PUBLISHED'
      AND "having".locale IN (
        SELECT r1.value
        FROM json_each(?) AS r1
      )
    ))
    AND r0t.published_at >= ?
  ) || '}' AS anon_1
  FROM (
    SELECT r0t.id AS id, r0t.published_at AS published_at
    FROM article AS r0t
    WHERE r0t.is_public = 1
    AND r0t.category_id = (
      SELECT category.id
      FROM category
      WHERE category.slug = ?
    )
    AND r0t.id IN (
      SELECT article_tag.article_id
      FROM article_tag
      JOIN tag ON tag.id = article_tag.tag_id
      WHERE tag.slug = ?
    )
    AND (EXISTS (
      SELECT 1
      FROM article_translation AS "having"
      WHERE "having".article_id = r0t.id
      AND "having".status = 'PUBLISHED'
      AND "having".locale IN (
        SELECT r1.value
        FROM json_each(?) AS r1
      )
    ))
    AND r0t.published_at >= ?
    ORDER BY r0t.published_at DESC, r0t.id DESC
    LIMIT 20 OFFSET ?
  ) AS r0
) AS f0
