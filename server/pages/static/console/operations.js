// What the console asks of the contract. The sizes of pages keep each operation below the limit of cost (1,600).

const ACTOR = "{ kind id name }";

/** A comment as the queue shows it; what it costs allows pages of 30. */
const LISTED = `
  id version status body locale direction authorName isStaff isDeleted createdAt editedAt depth replyCount
  article { id originalLocale translation(locale: $mine) { title slug locale direction } }
  moderation {
    isReviewed risk flagCount
    findings { check outcome score message spans { start end } }
    claim { by ${ACTOR} expiresAt }
    commenter { id name isGuest }
  }`;

const DECIDED = `moderation { decisions { id status actor ${ACTOR} decidedAt } }`;
const ERRORS = `code message path ... on Conflict { cause currentStatus by ${ACTOR} at }`;
const COUNTS = "{ queue count oldest }";
const SAID = "id status isDeleted body locale direction authorName isStaff createdAt";

export const VIEWER = `query Viewer {
  viewer { id name roles }
  site { name defaultLocale locales { locale direction } }
}`;

export const QUEUE = `query Queue($queue: QueueName!, $order: QueueOrder!, $filter: CommentFilter, $after: String, $mine: Locale!) {
  moderationQueue(queue: $queue, orderBy: $order, filter: $filter, first: 30, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { ${LISTED} }
  }
  queueCounts(filter: $filter) ${COUNTS}
}`;

export const LISTED_COMMENTS = `query Listed($ids: [ID!]!, $mine: Locale!) {
  nodes(ids: $ids) { ... on Comment { ${LISTED} } }
}`;

/** The queues' counts come with every event, at most once a second. */
export const CHANGES = `subscription Changes($filter: CommentFilter, $mine: Locale!) {
  queueChanged(filter: $filter) {
    queue change commentId
    counts ${COUNTS}
    comment { ${LISTED} ${DECIDED} }
  }
}`;

export const AROUND = `query Around($id: ID!, $locales: [Locale!]!) {
  comment(id: $id) {
    id version
    parent { ${SAID} parent { ${SAID} parent { ${SAID} } } }
    replies(first: 20) { nodes { ${SAID} replyCount } }
    article {
      commentPolicy { newcomerThreshold }
      parallelText(locales: $locales) { index kind segments { locale direction text } }
    }
    moderation {
      flags { id reason details createdAt version reporterName }
      decisions { id status reason note actor ${ACTOR} decidedAt }
      revisions { version body createdAt }
      commenter {
        id name email isGuest approvedCount rejectedCount firstSeenAt
        ban { reason until }
        comments(first: 6) { nodes { ${SAID} article { id } } }
      }
    }
  }
}`;

const DECISION = `{
  comment { ${LISTED} ${DECIDED} }
  queueCounts ${COUNTS}
  errors { ${ERRORS} }
}`;

export const APPROVE = `mutation Approve($input: ApproveCommentInput!, $mine: Locale!) {
  decided: approveComment(input: $input) ${DECISION} }`;
export const REJECT = `mutation Reject($input: RejectCommentInput!, $mine: Locale!) {
  decided: rejectComment(input: $input) ${DECISION} }`;
export const SPAM = `mutation Spam($input: MarkCommentAsSpamInput!, $mine: Locale!) {
  decided: markCommentAsSpam(input: $input) ${DECISION} }`;

const RESULTS = `results { commentId comment { id status } error { ${ERRORS} } } errors { ${ERRORS} }`;

export const MODERATE = `mutation Moderate($input: ModerateCommentsInput!) {
  decided: moderateComments(input: $input) { batchId queueCounts ${COUNTS} ${RESULTS} } }`;
export const UNDO = `mutation Undo($input: UndoDecisionInput!) {
  undone: undoDecision(input: $input) { queueCounts ${COUNTS} ${RESULTS} } }`;

const CLAIMED = `results { commentId comment { id moderation { claim { by ${ACTOR} expiresAt } } } error { ${ERRORS} } }
  errors { ${ERRORS} }`;
export const CLAIM = `mutation Claim($input: ClaimCommentsInput!) { claimed: claimComments(input: $input) { ${CLAIMED} } }`;
export const RELEASE = `mutation Release($input: ReleaseCommentsInput!) {
  claimed: releaseComments(input: $input) { ${CLAIMED} } }`;

const RULES = `{ mode closeAfterDays minChars maxChars maxLinks maxDepth editWindowSeconds newcomerThreshold flagsToHold guests
  bannedWords { locale words } suspectWords { locale words } }`;
export const SITE_POLICY = `query SitePolicy { site { commentPolicy ${RULES} } }`;
export const ARTICLE_POLICY = `query ArticlePolicy($id: ID!, $mine: Locale!) {
  article(id: $id) { id translation(locale: $mine) { title locale direction } commentPolicy ${RULES} } }`;
export const CHANGE_POLICY = `mutation ChangePolicy($input: UpdateCommentPolicyInput!) {
  updateCommentPolicy(input: $input) { policy ${RULES} errors { ${ERRORS} } } }`;

export const LOG = `query Log($filter: AuditFilter, $after: String) {
  auditLog(filter: $filter, first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id at actor ${ACTOR} action before after subject { __typename id } }
  }
}`;
