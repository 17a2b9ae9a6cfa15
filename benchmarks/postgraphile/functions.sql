-- What a condition of PostGraphile cannot say is a function, as its documents advise. In a schema of its own.
CREATE SCHEMA IF NOT EXISTS bench_postgraphile;

CREATE OR REPLACE FUNCTION bench_postgraphile.moderation_queue() RETURNS SETOF public.comment
LANGUAGE sql STABLE AS $$
  SELECT q.* FROM public.comment q
  WHERE q.status = 'PENDING'
  AND coalesce((SELECT p.audience IS NULL FROM public.comment p WHERE p.id = q.parent_id), true)
  AND EXISTS (SELECT FROM public.article a WHERE a.id = q.article_id AND a.deleted_at IS NULL)
  ORDER BY q.risk DESC, q.id DESC
$$;

-- With its condition in the statement, the partial index over public articles serves it; as a parameter it would not.
CREATE OR REPLACE FUNCTION bench_postgraphile.front_page() RETURNS SETOF public.article
LANGUAGE sql STABLE AS $$
  SELECT a.* FROM public.article a WHERE a.is_public ORDER BY a.published_at DESC, a.id DESC
$$;
