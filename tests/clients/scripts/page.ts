// A page of a frontend, with all that it asks for: what it shows, what its reader sends, what it follows.
import { ask } from "./ask.ts";
import { graphql } from "./gql/index.ts";

declare const process: { argv: string[] };

graphql(`fragment Headline on ArticleTranslation { title direction isFallback }`);
const Kitchen = graphql(`query Kitchen($slug: String!, $locale: Locale!) {
  article(slug: $slug) { id originalLocale publishedAt translation(locale: $locale) { ...Headline } }
}`);
const Say = graphql(`mutation Say($input: SubmitCommentInput!) {
  submitComment(input: $input) { comment { id status } errors { code message ... on Conflict { cause } } }
}`);
export const Follow = graphql(`subscription Follow($articleId: ID!) {
  commentPublished(articleId: $articleId) { id body }
}`);

const { article } = await ask(Kitchen, JSON.parse(process.argv[2] ?? ""));
if (article === null) throw new Error("There is no such article.");
const published: string | null = article.publishedAt;
const { submitComment } = await ask(Say, { input: { articleId: article.id, body: "From a page" } });
console.log(JSON.stringify({ article, published, submitComment }));
