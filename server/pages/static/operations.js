// What the reader's page asks of the contract.

const SAID = `
  id depth bodyHtml authorName isStaff isDeleted createdAt editedAt locale direction
  body version status isMine viewerHasFlagged editableUntil`;
const ENDS = `${SAID} below: replies(first: 1) { nodes { id } }`;
const BELOW = `${SAID} replies(first: 5) { pageInfo { hasNextPage } nodes { ${SAID}
  replies(first: 2) { pageInfo { hasNextPage } nodes { ${ENDS} } } } }`;

export const THREAD = `query Thread($article: ID!, $after: String) {
  article(id: $article) {
    commentCount acceptsComments
    comments(first: 20, orderBy: NEWEST, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${BELOW} } }
  }
}`;

export const REPLIES = `query Replies($id: ID!, $after: String) {
  comment(id: $id) { replies(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${ENDS} } } }
}`;

export const COMMENT = `query Comment($id: ID!) { comment(id: $id) { ${SAID} parent { id } article { commentCount } } }`;

const ERRORS = "errors { code message path ... on RateLimited { retryAfterSeconds } }";

export const SUBMIT = `mutation Submit($input: SubmitCommentInput!) {
  submitComment(input: $input) { comment { ${SAID} } guestToken notice ${ERRORS} } }`;
export const EDIT = `mutation Edit($input: EditCommentInput!) {
  editComment(input: $input) { comment { ${SAID} } ${ERRORS} } }`;
export const DELETE = `mutation Delete($input: DeleteCommentInput!) {
  deleteComment(input: $input) { deletedId comment { ${SAID} } ${ERRORS} } }`;
export const FLAG = `mutation Flag($input: FlagCommentInput!) {
  flagComment(input: $input) { comment { id viewerHasFlagged } ${ERRORS} } }`;

export const PUBLISHED = "subscription Published($article: ID!) { commentPublished(articleId: $article) { id } }";
export const HIDDEN = "subscription Hidden($article: ID!) { commentHidden(articleId: $article) }";
