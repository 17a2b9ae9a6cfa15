// Around the comment: the conversation, the article's paragraph in two languages, reports, the commenter, the past.

import { make } from "../elements.js";
import { paragraphs } from "./article.js";
import { nameOf } from "./deciding.js";
import { foreign, name, time } from "./item.js";
import { say, words } from "./words.js";

/** `around` is what operations.AROUND has brought for the comment. */
export function context(comment, around, preferences) {
  if (!around) return [make("p", { class: "hint" }, say("loading"))];
  const { flags, decisions, revisions } = around.moderation;
  return [
    flags.length ? part("flags", reports(flags, comment.editedAt)) : null,
    part("conversation", conversation(comment, around)),
    around.article.parallelText.length ? part("article", paragraphs(comment, around.article.parallelText, preferences)) : null,
    part("commenter", commenter(comment, around.moderation.commenter)),
    decisions.length ? part("decisions", past(decisions)) : null,
    revisions.length ? part("revisions", earlier(comment, revisions)) : null,
  ].filter(Boolean);
}

function part(title, ...children) {
  return make("section", { class: `part ${title}` }, make("h3", {}, say(title)), ...children);
}

function said(each, ...more) {
  const facts = make("p", { class: "facts" }, name(each.authorName), time(each.createdAt), ...more);
  if (each.isDeleted || each.body === null) return [make("p", { class: "hint" }, say("deleted"))];
  return [facts, make("p", foreign(each, { class: "passage" }), each.body)];
}

const status = (each) => make("span", { class: `status ${each.status}` }, say(`status_${each.status}`));

function conversation(comment, around) {
  const above = [];
  for (let each = around.parent; each; each = each.parent) above.unshift(each);
  const below = around.replies.nodes;
  if (!above.length && !below.length) return make("p", { class: "hint" }, say("conversation_alone"));
  const line = (each, attributes = {}) => make("li", attributes, ...said(each, each.status === "APPROVED" ? null : status(each)));
  return make(
    "ol",
    { class: "talk" },
    ...above.map((each) => line(each)),
    make("li", { class: "this-one", "aria-current": "true" }, make("p", { class: "facts" }, name(comment.authorName), say("this_one"))),
    ...below.map((each) => line(each, { class: "below" })),
  );
}

function reports(flags, editedAt) {
  const isEarlier = (each) => editedAt !== null && each.createdAt < editedAt;
  const one = (each) =>
    make(
      "li",
      {},
      make("b", {}, say(`flag_${each.reason}`)),
      make(
        "span",
        { class: "facts" },
        each.reporterName === null ? say("a_guest") : name(each.reporterName),
        time(each.createdAt),
        isEarlier(each) ? say("flag_earlier") : null,
      ),
      each.details ? make("p", { class: "passage", dir: "auto", lang: "" }, each.details) : null,
    );
  return make("ul", { class: "plain" }, ...flags.map(one));
}

function commenter(comment, person) {
  const others = person.comments.nodes.filter((each) => each.id !== comment.id).slice(0, 5);
  const since = words.moment(person.firstSeenAt);
  return make(
    "div",
    {},
    make("p", { class: "facts" }, name(person.name), person.isGuest ? say("guest") : null, person.email && make("bdi", {}, person.email)),
    make("p", {}, say("commenter_counts", { approved: person.approvedCount, rejected: person.rejectedCount })),
    make("p", { class: "hint" }, say("commenter_since", { date: since })),
    person.ban ? make("p", { class: "remark" }, banned(person.ban)) : null,
    make("h4", {}, say("earlier")),
    others.length
      ? make("ul", { class: "plain" }, ...others.map((each) => make("li", {}, ...said(each, status(each)))))
      : make("p", { class: "hint" }, say("earlier_none")),
  );
}

function banned({ reason, until }) {
  const why = reason ?? say("no_reason");
  return until
    ? say("commenter_banned_until", { until: words.moment(until), reason: why })
    : say("commenter_banned", { reason: why });
}

function past(decisions) {
  const one = (each) =>
    make(
      "li",
      {},
      make("p", { class: "facts" }, make("bdi", {}, nameOf(each.actor)), time(each.decidedAt), status(each)),
      each.reason ? make("p", {}, say(`reason_${each.reason}`)) : null,
      each.note ? make("p", { class: "passage", dir: "auto", lang: "" }, each.note) : null,
    );
  return make("ul", { class: "plain" }, ...decisions.map(one));
}

function earlier(comment, revisions) {
  const one = (each) =>
    make(
      "li",
      {},
      make("p", { class: "facts" }, say("version", { n: each.version }), time(each.createdAt)),
      make("p", foreign(comment, { class: "passage" }), each.body),
    );
  return make("ul", { class: "plain" }, ...revisions.map(one));
}
