// The desk: the queues with their counts, the list, the comment in focus, what can be done with it, what is around it.

import { make } from "../elements.js";
import { Actions } from "./actions.js";
import { context } from "./context.js";
import { Decisions } from "./deciding.js";
import { severity } from "./effects.js";
import { filters } from "./filters.js";
import { isSamePerson, item, keyed } from "./item.js";
import { List } from "./list.js";
import * as operations from "./operations.js";
import { Queue, QUEUES } from "./queue.js";
import { say } from "./words.js";

const SIGHT_SECONDS = 120;

export class Desk {
  #ended = null;
  #unfolded = new Set();
  #claimedOnSight = null;

  constructor({ api, site, viewer, preferences, notices, keys, failed }) {
    Object.assign(this, { api, viewer, preferences, keys, failed });
    this.queue = new Queue(api, preferences, site);
    this.decisions = new Decisions({
      api,
      queue: this.queue,
      notices,
      preferences,
      keyed,
      open: (id) => (this.queue.find(id) ? this.queue.focus(id) : (location.hash = `#comment/${id}`)),
    });
    this.actions = new Actions(keys, {
      decide: (action, details) => this.decide(action, details),
      undo: () => this.decisions.undo(),
      claim: () => this.claim(),
    });
    this.list = new List(this.queue, { preferences, viewerId: viewer.id, show: (id) => this.show(id) });
    this.tabs = make("ul", { class: "tabs" });
    this.place = make("div", { class: "place" });
    this.around = make("aside", { class: "around", tabindex: "0", "aria-labelledby": "around-title" });
    this.toggle = make("button", { type: "button", class: "toggle-list", "aria-controls": "list", onclick: () => this.toggleList() });
    this.element = make(
      "div",
      { class: "desk" },
      make("h1", { class: "unseen" }, say("section_queue")),
      make("nav", { class: "queues", "aria-label": say("queues") }, this.tabs, filters(this.queue, site), this.toggle),
      make("div", { class: "panes" }, this.list.element, make("div", { class: "focus" }, this.place, this.actions.element), this.around),
    );
    this.#listen();
    this.toggleList(false);
  }

  #listen() {
    const on = (name, act) => this.queue.addEventListener(name, act);
    on("list", () => this.list.render());
    on("selection", () => this.#selected());
    on("focus", () => this.#focused());
    on("counts", () => this.#counted());
    on("chosen", () => this.follow());
    this.preferences.addEventListener("changed", () => {
      this.queue.forgetAll();
      this.list.render();
      this.#focused();
    });
  }

  // ── coming and going ──

  open() {
    const { keys, queue } = this;
    keys.bind("KeyJ", () => this.move(1));
    keys.bind("KeyK", () => this.move(-1));
    keys.bind("KeyA", () => this.actions.decide("APPROVE"));
    keys.bind("KeyR", () => this.actions.toggleReasons());
    keys.bind("KeyS", () => this.actions.decide("SPAM"));
    keys.bind("KeyU", () => this.decisions.undo());
    keys.bind("KeyX", () => queue.focused && queue.select(queue.focused));
    keys.bind("KeyC", () => this.claim());
    keys.bind("KeyV", () => this.fold());
    keys.bind("KeyN", () => this.actions.note.focus());
    this.follow();
    queue.load().catch(this.failed);
  }

  close() {
    this.#ended?.abort();
    this.actions.closeReasons();
  }

  /** Hears what changes under the present filter; what was missed while away is read anew. */
  follow() {
    this.#ended?.abort();
    this.#ended = new AbortController();
    const options = { signal: this.#ended.signal, again: () => this.queue.load().catch(this.failed) };
    this.api.follow(operations.CHANGES, this.queue.changes, (data) => this.queue.heard(data.queueChanged), options);
  }

  // ── acts ──

  move(by) {
    this.queue.move(by);
    this.list.reveal();
    this.#read();
  }

  show(id) {
    this.queue.focus(id);
    this.toggleList(false);
  }

  decide(action, details) {
    const hadFocus = this.element.contains(document.activeElement) || document.activeElement === document.body;
    this.decisions.decide(action, this.queue.chosen, details).catch(this.failed);
    if (hadFocus) this.#read();
  }

  claim() {
    const comments = this.queue.chosen;
    const isLettingGo = this.#holds(comments);
    this.decisions.claim(comments, { isLettingGo }).catch(this.failed);
  }

  #holds(comments) {
    return comments.every((each) => isSamePerson(each.moderation.claim?.by, this.viewer.id));
  }

  fold() {
    const id = this.queue.focused;
    if (!this.#unfolded.delete(id)) this.#unfolded.add(id);
    this.#focused();
  }

  /** On narrow screens the list takes the place of the comment. */
  toggleList(isOpen = !this.element.classList.contains("listing")) {
    this.element.classList.toggle("listing", isOpen);
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.toggle.textContent = say(isOpen ? "list_hide" : "list_show");
  }

  // ── showing ──

  #read() {
    this.place.querySelector(".item")?.focus({ preventScroll: false });
  }

  #counted() {
    const tab = (name) => {
      const n = this.queue.counts.get(name);
      const isChosen = name === this.queue.name;
      return make(
        "li",
        {},
        make(
          "button",
          { type: "button", "data-queue": name, title: say(`${name}_hint`), "aria-current": isChosen ? "true" : null, onclick: () => this.choose(name) },
          say(name),
          " ",
          make("span", { class: "number" }, n === undefined ? "…" : String(n)),
        ),
      );
    };
    const active = this.tabs.contains(document.activeElement) ? document.activeElement.dataset.queue : null;
    this.tabs.replaceChildren(...QUEUES.map(tab));
    if (active) this.tabs.querySelector(`[data-queue="${active}"]`).focus();
    this.list.mark();
  }

  choose(name) {
    this.queue.choose({ name }).catch(this.failed);
    this.#counted();
  }

  #selected() {
    this.list.mark();
    this.#act(null);
    if (this.queue.comment) this.#surround(this.queue.comment);
  }

  #focused() {
    const { queue, place } = this;
    const { comment } = queue;
    const hadFocus = place.contains(document.activeElement);
    this.list.mark();
    if (!comment) {
      const isFiltered = Object.keys(queue.filter).length > 0;
      place.replaceChildren(make("p", { class: "nothing" }, say(isFiltered ? "list_empty_filtered" : "list_empty")));
      this.around.replaceChildren();
      this.#act(null);
      return;
    }
    const isFolded = this.preferences.foldsSevere && severity(comment) !== null && !this.#unfolded.has(comment.id);
    const state = {
      queue: queue.name,
      gone: queue.gone.get(comment.id),
      isEdited: queue.edited.has(comment.id),
      isFolded,
      viewerId: this.viewer.id,
      fold: () => this.fold(),
    };
    const isOther = place.querySelector(".item")?.dataset.id !== comment.id;
    place.replaceChildren(item(comment, state));
    if (isOther) place.scrollTop = 0;
    if (hadFocus) this.#read();
    this.#act(null);
    this.#surround(comment);
    this.#sight(comment);
  }

  #act(around) {
    const { queue } = this;
    const comments = queue.chosen;
    this.actions.update(comments, {
      around,
      isSelection: queue.selected.size > 0,
      isClaimed: comments.length > 0 && this.#holds(comments),
    });
  }

  async #surround(comment) {
    const show = (children) =>
      this.around.replaceChildren(make("h2", { id: "around-title" }, say("context")), ...children);
    const fetched = this.queue.around(comment);
    if (this.around.dataset.id !== comment.id) show(context(comment, null, this.preferences));
    this.around.dataset.id = comment.id;
    try {
      const around = await fetched;
      if (this.queue.comment !== comment || !around) return;
      show(context(comment, around, this.preferences));
      this.#act(around);
    } catch (error) {
      this.failed(error);
    }
  }

  #sight(comment) {
    if (!this.preferences.claimsOnSight || this.#claimedOnSight === comment.id || this.queue.gone.has(comment.id)) return;
    this.#claimedOnSight = comment.id;
    this.decisions.claim([comment], { isQuiet: true, seconds: SIGHT_SECONDS }).catch(() => {});
  }
}
