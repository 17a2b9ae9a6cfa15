// One comment, large: who wrote it, its text with what the checks found in it, and why it is here.

import { make } from "../elements.js";
import { severity } from "./effects.js";
import { nameOf } from "./deciding.js";
import { marked } from "./spans.js";
import { ago, clock, percent, say, words } from "./words.js";

/** Attributes of a passage in another language than the console's. */
export const foreign = (passage, more = {}) => ({
  ...more,
  lang: passage.locale ?? "",
  dir: passage.direction ? passage.direction.toLowerCase() : "auto",
});

export const name = (text) => make("bdi", { lang: "" }, text ?? say("somebody"));

export function time(text) {
  return make("time", { datetime: text, title: words.moment(text) }, ago(text));
}

/** An actor and a viewer are one person where their ids differ in the type alone. */
export const isSamePerson = (actor, viewerId) => actor?.id?.split("_")[1] === viewerId?.split("_")[1];

export function keyed(label) {
  return make("kbd", { "aria-hidden": "true" }, label);
}

/** `state` is {queue, gone, isEdited, isFolded, viewerId, fold}; nothing is folded
 *  where `fold` is missing. The element can have the focus, for reading by key. */
export function item(comment, state) {
  const { moderation, article } = comment;
  const title = article.translation;
  const heading = make("h2", { id: "comment-title" }, name(comment.authorName));
  const element = make(
    "article",
    { class: "item", tabindex: "-1", "aria-labelledby": "comment-title", "data-id": comment.id },
    make(
      "header",
      {},
      heading,
      make(
        "p",
        { class: "facts" },
        comment.isStaff ? make("span", { class: "staff" }, say("staff")) : null,
        moderation.commenter.isGuest ? make("span", {}, say("guest")) : null,
        time(comment.createdAt),
        comment.editedAt ? make("span", {}, say("edited", { when: ago(comment.editedAt) })) : null,
        comment.depth ? make("span", {}, say("reply")) : null,
        make("span", { class: `status ${comment.status}` }, say(`status_${comment.status}`)),
        riskMeter(moderation.risk),
        moderation.flagCount ? make("span", { class: "badge" }, say("reports", { n: moderation.flagCount })) : null,
        claimBadge(moderation.claim, state.viewerId),
      ),
      title ? make("p", foreign(title, { class: "on" }), title.title) : null,
    ),
    banner(state),
    ...text(comment, state),
    findings(moderation.findings, state.queue),
  );
  element.addEventListener("pointerover", (event) => light(element, event));
  element.addEventListener("focusin", (event) => light(element, event));
  return element;
}

export function riskMeter(risk) {
  const level = risk >= 0.9 ? "high" : risk >= 0.5 ? "middle" : "low";
  return make("span", { class: `risk ${level}` }, say("risk", { percent: percent(risk) }));
}

export function claimBadge(claim, viewerId) {
  if (!claim) return null;
  const until = clock(claim.expiresAt);
  const isMine = isSamePerson(claim.by, viewerId);
  return make(
    "span",
    { class: isMine ? "badge mine" : "badge claim" },
    isMine ? say("claim_mine", { time: until }) : say("claim_other", { name: claim.by.name, time: until }),
  );
}

function banner({ gone, isEdited }) {
  if (gone) return make("p", { class: "remark", role: "status" }, goneText(gone));
  return isEdited ? make("p", { class: "remark", role: "status" }, say("was_edited")) : null;
}

/** Why a comment has left the queue while it was looked at. */
export function goneText({ comment }) {
  if (!comment || comment.isDeleted) return say("was_deleted");
  const [latest] = comment.moderation.decisions ?? [];
  if (!latest) return say("left");
  return say(`decided_${latest.status}`, { name: nameOf(latest.actor), when: ago(latest.decidedAt) });
}

function text(comment, { isFolded, fold }) {
  const why = severity(comment);
  const body = make("div", foreign(comment, { class: "body" }));
  if (!isFolded) body.append(...marked(comment.body ?? "", comment.moderation.findings));
  if (!why || !fold) return [body];
  const button = make(
    "button",
    { type: "button", onclick: fold, "aria-expanded": isFolded ? "false" : "true", "aria-keyshortcuts": "V" },
    say(isFolded ? "unfold" : "fold"),
    keyed("V"),
  );
  return isFolded
    ? [make("div", { class: "folded" }, make("p", {}, say("folded", { why })), button)]
    : [body, make("p", { class: "fold" }, button)];
}

function findings(found, queue) {
  const list = make(
    "ol",
    { class: "findings" },
    ...found.map((each, number) =>
      make(
        "li",
        { "data-finding": number, tabindex: each.spans.length ? "0" : null },
        make("span", { class: `outcome ${each.outcome}` }, say(`outcome_${each.outcome}`)),
        " ",
        make("span", { dir: "auto" }, each.message),
        each.score === null ? null : make("span", { class: "hint" }, ` ${say("sure", { percent: percent(each.score) })}`),
      ),
    ),
  );
  return make(
    "section",
    { class: "why" },
    make("h3", {}, say("why")),
    queue && (queue !== "PENDING" || !found.length) ? make("p", { class: "hint" }, say(`${queue}_hint`)) : null,
    found.length ? list : make("p", { class: "hint" }, say("why_nothing")),
  );
}

/** Shows which marks belong to the finding that is pointed at or has the focus. */
function light(element, event) {
  const finding = event.target.closest("[data-finding]")?.dataset.finding;
  for (const mark of element.querySelectorAll("mark")) {
    mark.classList.toggle("lit", finding !== undefined && mark.dataset.findings.split(" ").includes(finding));
  }
}
