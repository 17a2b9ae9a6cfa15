// One comment by its address, whatever queue it is in or was: where a conflict or the audit log leads. It is decided
// about as in a queue, but stays.

import { make } from "../elements.js";
import { Actions } from "./actions.js";
import { context } from "./context.js";
import { Decisions } from "./deciding.js";
import { isSamePerson, item, keyed } from "./item.js";
import * as operations from "./operations.js";
import { say } from "./words.js";

/** What decisions need of a queue, where there is none. */
const NO_QUEUE = { name: null, take() {}, settle() {}, put() {}, counted() {}, find: () => null, putBack: async () => [] };

export class Single {
  #shown = null;
  #comment = null;

  constructor({ api, viewer, preferences, keys, notices, failed }) {
    Object.assign(this, { api, viewer, preferences, keys, failed });
    this.decisions = new Decisions({ api, queue: NO_QUEUE, notices, preferences, keyed, open: (id) => this.open(id) });
    this.actions = new Actions(keys, {
      decide: (action, details) => this.#act(() => this.decisions.decide(action, [this.#comment], details)),
      undo: () => this.#act(() => this.decisions.undo()),
      claim: () => this.#act(() => this.decisions.claim([this.#comment], { isLettingGo: this.#isMine() })),
    });
    this.place = make("div", { class: "place" });
    this.around = make("aside", { class: "around", tabindex: "0", "aria-label": say("context") });
    this.element = make(
      "div",
      { class: "single" },
      make("h1", { class: "unseen" }, say("comment")),
      make("p", {}, make("a", { href: "#queue" }, say("back"))),
      make("div", { class: "panes" }, make("div", { class: "focus" }, this.place, this.actions.element), this.around),
    );
  }

  #isMine() {
    return isSamePerson(this.#comment.moderation.claim?.by, this.viewer.id);
  }

  async #act(act) {
    const id = this.#shown;
    try {
      await act();
      if (this.#shown === id) await this.#read(id);
    } catch (error) {
      this.failed(error);
    }
  }

  open(id) {
    const { keys, actions } = this;
    keys.bind("KeyA", () => actions.decide("APPROVE"));
    keys.bind("KeyR", () => actions.toggleReasons());
    keys.bind("KeyS", () => actions.decide("SPAM"));
    keys.bind("KeyU", () => actions.acts.undo());
    keys.bind("KeyC", () => this.#comment && actions.acts.claim());
    keys.bind("KeyN", () => actions.note.focus());
    this.#shown = id;
    this.#comment = null;
    this.place.replaceChildren(make("p", { class: "hint" }, say("loading")));
    this.around.replaceChildren();
    this.actions.update([]);
    this.#read(id).catch(this.failed);
  }

  close() {
    this.actions.closeReasons();
    this.#shown = null;
  }

  async #read(id) {
    const mine = this.preferences.locale;
    const { nodes } = await this.api.ask(operations.LISTED_COMMENTS, { ids: [id ?? ""], mine });
    const [comment] = nodes;
    if (this.#shown !== id) return;
    if (!comment?.moderation) {
      this.place.replaceChildren(make("p", { class: "nothing" }, say("not_there")));
      return;
    }
    this.#comment = comment;
    this.place.replaceChildren(item(comment, { viewerId: this.viewer.id, isFolded: false }));
    const locales = [...new Set([comment.article.originalLocale, mine])];
    const { comment: around } = await this.api.ask(operations.AROUND, { id, locales });
    if (this.#shown !== id || !around) return;
    this.around.replaceChildren(...context(comment, around, this.preferences));
    const decidable = comment.isDeleted ? [] : [comment];
    this.actions.update(decidable, { around, isClaimed: this.#isMine() });
  }
}
