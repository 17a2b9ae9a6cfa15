// What a decision will do, in numbers.

import { say } from "./words.js";

const isPublic = (comment) => comment.status === "APPROVED";
const sum = (comments, count) => comments.reduce((total, each) => total + count(each), 0);

/** `below` is how many replies stand below the direct ones, where that is known. */
export function effects(action, comments, { below = 0, makesKnown = false } = {}) {
  const shown = comments.filter(isPublic);
  const n = comments.length;
  const told = [];
  if (action === "APPROVE") {
    if (shown.length < n) told.push(say("shows", { n: n - shown.length }));
    if (shown.length) told.push(say("keeps", { n: shown.length }));
  } else {
    if (shown.length) told.push(say("hides", { n: shown.length }));
    if (shown.length < n) told.push(say("stays_hidden", { n: n - shown.length }));
    const replies = sum(shown, (each) => each.replyCount);
    if (replies) told.push([say("hides_replies", { n: replies }), below ? say("hides_more", { n: below }) : ""].join(" ").trim());
  }
  const reports = sum(comments, (each) => each.moderation.flagCount);
  if (reports) told.push(say("settles", { n: reports }));
  if (action === "REJECT") told.push(say("tells", { n }));
  if (action === "APPROVE" && makesKnown) told.push(say("frees"));
  return told.join(", ");
}

/** Whether an approval is the one that ends the writer's being new. */
export function makesKnown(comment, around) {
  if (!around || isPublic(comment) || comment.isStaff) return false;
  const { approvedCount } = around.moderation.commenter;
  const threshold = around.article.commentPolicy.newcomerThreshold;
  return approvedCount < threshold && approvedCount + 1 >= threshold;
}

export const repliesBelow = (around) => (around ? sum(around.replies.nodes, (each) => each.replyCount) : 0);

/** Outcomes after which a text is folded for those who want that. */
const SEVERE = new Set(["REJECT", "SPAM"]);
const SEVERE_RISK = 0.9; // where the risk of a finding that takes it for spam begins

export function severity(comment) {
  const worst = comment.moderation.findings.find((each) => SEVERE.has(each.outcome));
  if (worst) return worst.message.replace(/\.$/, "");
  return comment.moderation.risk >= SEVERE_RISK ? say("risk", { percent: `${Math.round(comment.moderation.risk * 100)} %` }) : null;
}
