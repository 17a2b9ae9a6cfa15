// An article's page: writing, replying, changing, deleting and reporting comments, and those of others as they appear.

import { Api, TokenStore } from "./api.js";
import { make } from "./elements.js";
import { editForm, problemsOf, reportForm, writeForm } from "./forms.js";
import * as operations from "./operations.js";
import { Thread } from "./thread.js";
import { Words } from "./words.js";

const page = JSON.parse(document.getElementById("page-data").textContent);
const words = new Words(page.words, page.language);
const api = new Api(new TokenStore("galley-reader-token"));
const section = document.getElementById("comments");
const news = section.querySelector("[data-news]");
const thread = new Thread(section.querySelector("[data-thread]"), words, acts);
let acceptsComments = page.acceptsComments;

const isGuest = () => !api.identity.get();

function acts(comment) {
  const { policy } = page;
  const button = (key, act) =>
    make("button", { type: "button", onclick: (event) => act(comment, event.currentTarget) }, words.say(key));
  const isPublic = comment.status === "APPROVED";
  return [
    acceptsComments && isPublic && comment.depth < policy.maxDepth ? button("reply", openReply) : null,
    comment.isMine && comment.editableUntil ? button("edit", openEdit) : null,
    comment.isMine ? button("delete", remove) : null,
    !comment.isMine && isPublic && !comment.viewerHasFlagged ? button("report", openReport) : null,
    comment.viewerHasFlagged ? make("span", { class: "hint" }, words.say("reported")) : null,
  ].filter(Boolean);
}

// ── forms ──

/** Opens a form below a comment's text; one at a time, and the button that opened it gets the focus back. */
function open(comment, opener, form) {
  const item = thread.find(comment.id);
  item.querySelector(":scope > form")?.remove();
  item.querySelector(":scope > .acts").after(form);
  form.querySelector("textarea, select, input").focus();
  return () => {
    form.remove();
    if (opener.isConnected) opener.focus();
  };
}

function openReply(comment, opener) {
  let close = () => {};
  const form = writeForm(words, {
    policy: page.policy,
    asksName: isGuest(),
    parentName: comment.authorName,
    submit: (sent) => submit({ ...sent, parentId: comment.id }, () => close()),
    cancel: () => close(),
  });
  close = open(comment, opener, form);
}

function openEdit(comment, opener) {
  let close = () => {};
  const form = editForm(words, {
    policy: page.policy,
    comment,
    cancel: () => close(),
    async save(body) {
      const input = { id: comment.id, body, expectedVersion: comment.version };
      const { editComment } = await api.ask(operations.EDIT, { input });
      if (!editComment.errors.length) {
        close();
        thread.put(editComment.comment);
      }
      return problemsOf(editComment.errors);
    },
  });
  close = open(comment, opener, form);
}

async function remove(comment) {
  if (!window.confirm(words.say("delete_sure"))) return;
  try {
    const { deleteComment } = await api.ask(operations.DELETE, { input: { id: comment.id } });
    if (deleteComment.errors.length) tell(deleteComment.errors[0].message);
    else if (deleteComment.comment) thread.put(deleteComment.comment);
    else thread.remove(comment.id);
  } catch {
    tell(words.say("failed"));
  }
}

function openReport(comment, opener) {
  let close = () => {};
  const form = reportForm(words, {
    cancel: () => close(),
    async report(reason, details) {
      const { flagComment } = await api.ask(operations.FLAG, { input: { id: comment.id, reason, details } });
      if (!flagComment.errors.length) {
        close();
        thread.find(comment.id).querySelector(":scope > .acts").replaceChildren(
          make("span", { class: "hint", role: "status" }, words.say("report_thanks")),
        );
      }
      return problemsOf(flagComment.errors);
    },
  });
  close = open(comment, opener, form);
}

async function submit(sent, done) {
  const input = { articleId: page.articleId, ...sent };
  if (!input.authorName) delete input.authorName;
  const { submitComment } = await api.ask(operations.SUBMIT, { input });
  if (submitComment.errors.length) return problemsOf(submitComment.errors);
  if (submitComment.guestToken) api.identity.set(submitComment.guestToken);
  done();
  const item = thread.put(submitComment.comment, sent.parentId, { isNew: true });
  tell(submitComment.notice ?? words.say("sent"));
  item?.scrollIntoView({ block: "nearest" });
  showWriting();
  return [];
}

function showWriting() {
  const place = section.querySelector("[data-write]");
  if (!acceptsComments || (isGuest() && !page.policy.guests)) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(
    writeForm(words, { policy: page.policy, asksName: isGuest(), submit: (sent) => submit(sent, () => {}) }),
  );
}

function tell(text) {
  news.replaceChildren(make("span", { class: "state" }, text));
  news.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => (news.hidden = true), 10000);
}

// ── reading ──

function showCount(count) {
  section.querySelector("[data-count]").textContent = count
    ? words.say("comments_count", { n: count })
    : words.say("no_comments");
}

/** The thread as this reader sees it: with what is held of theirs, and with what they may do. */
async function reload() {
  const { article } = await api.ask(operations.THREAD, { article: page.articleId });
  if (!article) return;
  acceptsComments = article.acceptsComments;
  thread.show(article.comments.nodes);
  showCount(article.commentCount);
}

async function showMore(button) {
  const variables = { article: page.articleId, after: button.dataset.more };
  const { article } = await api.ask(operations.THREAD, variables);
  thread.append(article.comments.nodes);
  const { hasNextPage, endCursor } = article.comments.pageInfo;
  if (hasNextPage) button.dataset.more = endCursor;
  else button.parentElement.remove();
}

async function showReplies(button) {
  const id = button.dataset.replies;
  for (let after = null; ; ) {
    const { comment } = await api.ask(operations.REPLIES, { id, after });
    for (const reply of comment?.replies.nodes ?? []) thread.put(reply, id);
    if (!comment?.replies.pageInfo.hasNextPage) break;
    after = comment.replies.pageInfo.endCursor;
  }
  button.parentElement.remove();
}

section.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-more], button[data-replies]");
  if (!button) return;
  button.disabled = true;
  try {
    await (button.dataset.more ? showMore(button) : showReplies(button));
  } catch {
    button.disabled = false;
    tell(words.say("failed"));
  }
});

async function arrived(id) {
  const { comment } = await api.ask(operations.COMMENT, { id });
  if (!comment) return;
  const isNew = !thread.find(id);
  thread.put(comment, comment.parent?.id, { isNew });
  showCount(comment.article.commentCount);
  if (isNew && !comment.isMine) tell(words.say("new_comment", { n: 1 }));
}

function follow() {
  const ended = new AbortController();
  addEventListener("pagehide", () => ended.abort());
  const options = { signal: ended.signal, again: () => reload().catch(() => {}) };
  const article = page.articleId;
  api.follow(operations.PUBLISHED, { article }, (data) => arrived(data.commentPublished.id).catch(() => {}), options);
  api.follow(operations.HIDDEN, { article }, (data) => thread.remove(data.commentHidden), options);
}

for (const button of section.querySelectorAll("button[hidden]")) button.hidden = false;
showWriting();
reload().catch(() => {});
follow();
