// The thread under an article: the comments as elements, what each can be done with, and where new ones go.

import { make, sanitised } from "./elements.js";

export class Thread {
  /** `acts` gives the buttons for a comment. */
  constructor(list, words, acts) {
    this.list = list;
    this.words = words;
    this.acts = acts;
  }

  find(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  /** Everything anew: the thread as this reader sees it. */
  show(comments) {
    const open = this.list.querySelector("form");
    if (open) return; // somebody writes in it
    this.list.replaceChildren(...comments.map((each) => this.element(each)));
  }

  append(comments) {
    for (const comment of comments) if (!this.find(comment.id)) this.list.append(this.element(comment));
  }

  element(comment) {
    const replies = comment.replies?.nodes ?? [];
    const hasMore = comment.replies?.pageInfo.hasNextPage || comment.below?.nodes.length;
    const item = make("li", {
      class: "comment",
      id: comment.id,
      "data-id": comment.id,
      "data-depth": comment.depth,
    });
    item.append(...this.#parts(comment));
    if (replies.length) {
      item.append(make("ol", { class: "replies" }, ...replies.map((each) => this.element(each))));
    }
    if (hasMore) {
      const text = this.words.say("more_replies");
      item.append(make("p", { class: "more" }, make("button", { type: "button", "data-replies": comment.id }, text)));
    }
    return item;
  }

  #parts(comment) {
    const { words } = this;
    if (comment.isDeleted) {
      return [make("p", { class: "gone" }, words.say("deleted")), make("div", { class: "acts" })];
    }
    const who = make(
      "p",
      { class: "who" },
      make("b", { dir: "auto" }, comment.authorName),
      comment.isStaff ? " " : null,
      comment.isStaff ? make("span", { class: "staff" }, words.say("staff")) : null,
      make(
        "a",
        { class: "when", href: `#${comment.id}` },
        make("time", { datetime: comment.createdAt }, words.moment(comment.createdAt)),
      ),
      comment.editedAt ? make("span", { class: "edited" }, ` ${words.say("edited")}`) : null,
    );
    const said = sanitised(comment.bodyHtml ?? "", {
      class: "said",
      lang: comment.locale,
      dir: comment.direction.toLowerCase(),
    });
    return [who, this.#state(comment), said, make("div", { class: "acts" }, ...this.acts(comment))].filter(Boolean);
  }

  #state(comment) {
    if (comment.status === "APPROVED" || !comment.isMine) return null;
    return make("p", { class: "state" }, this.words.say(comment.status === "PENDING" ? "held" : "rejected"));
  }

  /** A comment that is new, or that has changed. Its replies stay. */
  put(comment, parentId, { isNew = false } = {}) {
    const present = this.find(comment.id);
    if (present) {
      const kept = present.querySelectorAll(":scope > .replies, :scope > .more");
      present.replaceChildren(...this.#parts(comment), ...kept);
      return present;
    }
    const item = this.element(comment);
    if (isNew) item.classList.add("arrived");
    if (!parentId) {
      this.list.prepend(item);
      return item;
    }
    const parent = this.find(parentId);
    if (!parent) return null;
    let replies = parent.querySelector(":scope > .replies");
    if (!replies) {
      replies = make("ol", { class: "replies" });
      parent.querySelector(":scope > .acts").after(replies);
    }
    replies.append(item);
    return item;
  }

  remove(id) {
    this.find(id)?.remove();
  }
}
