// One comment by its address, whatever queue it is in or was: where a conflict or the audit log leads.

import { make } from "../elements.js";
import { context } from "./context.js";
import { item } from "./item.js";
import * as operations from "./operations.js";
import { say } from "./words.js";

export class Single {
  #shown = null;

  constructor({ api, viewer, site, preferences, failed }) {
    Object.assign(this, { api, viewer, site, preferences, failed });
    this.place = make("div", { class: "place" });
    this.around = make("aside", { class: "around", tabindex: "0", "aria-label": say("context") });
    this.element = make(
      "div",
      { class: "single" },
      make("h1", { class: "unseen" }, say("comment")),
      make("p", {}, make("a", { href: "#queue" }, say("back"))),
      make("div", { class: "panes" }, this.place, this.around),
    );
  }

  async open(id) {
    this.#shown = id;
    this.place.replaceChildren(make("p", { class: "hint" }, say("loading")));
    this.around.replaceChildren();
    try {
      const mine = this.preferences.locale;
      const { nodes } = await this.api.ask(operations.LISTED_COMMENTS, { ids: [id ?? ""], mine });
      const [comment] = nodes;
      if (this.#shown !== id) return;
      if (!comment?.moderation) {
        this.place.replaceChildren(make("p", { class: "nothing" }, say("not_there")));
        return;
      }
      this.place.replaceChildren(item(comment, { viewerId: this.viewer.id, isFolded: false }));
      const locales = [...new Set([comment.article.originalLocale, mine])];
      const { comment: around } = await this.api.ask(operations.AROUND, { id, locales });
      if (this.#shown === id && around) this.around.replaceChildren(...context(comment, around, this.preferences));
    } catch (error) {
      this.failed(error);
    }
  }

  close() {
    this.#shown = null;
  }
}
