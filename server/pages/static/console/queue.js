// One queue as this moderator sees it: its comments in order, the one in focus, those selected, and what is already
// fetched around the next ones. It knows no elements; whoever shows it is told what has changed.

import * as operations from "./operations.js";

export const QUEUES = ["PENDING", "REPORTED", "UNREVIEWED", "SPAM"];
export const ORDERS = ["RISK", "OLDEST", "NEWEST", "MOST_FLAGGED"];
const AHEAD = 2; // comments whose surroundings are fetched before they are asked for
const REFILL_AT = 8; // comments left below the focus when the next page is fetched

const byAge = (a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1);
const COMPARE = {
  RISK: (a, b) => b.moderation.risk - a.moderation.risk || byAge(b, a),
  OLDEST: byAge,
  NEWEST: (a, b) => byAge(b, a),
  MOST_FLAGGED: (a, b) => b.moderation.flagCount - a.moderation.flagCount || byAge(b, a),
};

export class Queue extends EventTarget {
  name = "PENDING";
  order = "RISK";
  filter = {};
  items = [];
  focused = null;
  selected = new Set();
  gone = new Map(); // a comment in focus that somebody else has decided about -> the event
  edited = new Set();
  counts = new Map();
  #around = new Map();
  #cursor = null;
  #fetching = null;
  #own = new Set();
  #round = 0;

  constructor(api, preferences, site) {
    super();
    this.api = api;
    this.preferences = preferences;
    this.site = site;
  }

  get comment() {
    return this.items.find((each) => each.id === this.focused) ?? null;
  }

  get hasMore() {
    return this.#cursor !== null;
  }

  #tell(...names) {
    for (const name of names) this.dispatchEvent(new Event(name));
  }

  #variables() {
    return { queue: this.name, order: this.order, filter: this.#filter(), mine: this.preferences.locale };
  }

  #filter() {
    return Object.keys(this.filter).length ? this.filter : null;
  }

  get changes() {
    return { filter: this.#filter(), mine: this.preferences.locale };
  }

  /** The first page anew; the comment in focus stays in focus where it is still there. */
  async load() {
    const round = ++this.#round;
    const { moderationQueue, queueCounts } = await this.api.ask(operations.QUEUE, this.#variables());
    if (round !== this.#round) return;
    this.items = moderationQueue.nodes.filter((each) => !this.#own.has(each.id));
    this.#turn(moderationQueue.pageInfo);
    this.selected = new Set([...this.selected].filter((id) => this.find(id)));
    this.gone.clear();
    this.#count(queueCounts);
    this.focus(this.find(this.focused) ? this.focused : (this.items[0]?.id ?? null));
    this.#tell("list");
  }

  async more() {
    if (!this.hasMore || this.#fetching) return;
    const round = this.#round;
    this.#fetching = this.api.ask(operations.QUEUE, { ...this.#variables(), after: this.#cursor });
    try {
      const { moderationQueue } = await this.#fetching;
      if (round !== this.#round) return;
      this.#turn(moderationQueue.pageInfo);
      const fresh = moderationQueue.nodes.filter((each) => !this.find(each.id) && !this.#own.has(each.id));
      this.items.push(...fresh);
      if (!this.focused && fresh.length) this.focus(fresh[0].id);
      this.#tell("list");
    } finally {
      this.#fetching = null;
    }
  }

  #turn({ hasNextPage, endCursor }) {
    this.#cursor = hasNextPage ? endCursor : null;
  }

  choose({ name = this.name, order = this.order, filter = this.filter }) {
    Object.assign(this, { name, order, filter, items: [], focused: null });
    this.selected.clear();
    this.gone.clear();
    this.#tell("chosen", "list", "focus");
    return this.load();
  }

  #count(counts) {
    for (const each of counts) this.counts.set(each.queue, each.count);
    this.#tell("counts");
  }

  counted(counts) {
    if (this.#filter() === null) this.#count(counts); // a mutation counts everything
  }

  find(id) {
    return this.items.find((each) => each.id === id);
  }

  // ── the focus ──

  focus(id) {
    const left = this.focused;
    this.focused = id;
    this.edited.delete(left);
    if (left !== id && this.gone.delete(left)) this.#drop(left);
    const place = this.items.findIndex((each) => each.id === id);
    for (const each of this.items.slice(Math.max(0, place), place + 1 + AHEAD)) this.around(each);
    if (this.items.length - place <= REFILL_AT) this.more().catch(() => {});
    this.#tell("focus");
  }

  move(by) {
    const place = this.items.findIndex((each) => each.id === this.focused);
    const next = this.items[Math.min(Math.max(0, place + by), this.items.length - 1)];
    if (next && next.id !== this.focused) this.focus(next.id);
  }

  /** What stands around a comment; fetched once for each version, and again after a failure. */
  around(comment) {
    const known = this.#around.get(comment.id);
    if (known?.version === comment.version) return known.promise;
    const locales = localesFor(comment, this.preferences.locale, this.site);
    const promise = this.api.ask(operations.AROUND, { id: comment.id, locales }).then((data) => data.comment);
    this.#around.set(comment.id, { version: comment.version, promise });
    promise.catch(() => this.#around.delete(comment.id));
    return promise;
  }

  forget(id) {
    this.#around.delete(id);
  }

  forgetAll() {
    this.#around.clear();
  }

  // ── selecting ──

  select(id, isSelected = !this.selected.has(id)) {
    if (isSelected && this.selected.size < 100) this.selected.add(id);
    else this.selected.delete(id);
    this.#tell("selection");
  }

  selectAll(isSelected) {
    this.selected = new Set(isSelected ? this.items.slice(0, 100).map((each) => each.id) : []);
    this.#tell("selection");
  }

  /** Those a decision is about: the selected, else the one in focus. */
  get chosen() {
    if (this.selected.size) return this.items.filter((each) => this.selected.has(each.id) && !this.gone.has(each.id));
    return this.comment && !this.gone.has(this.focused) ? [this.comment] : [];
  }

  // ── coming and going ──

  /** Takes comments out before the server has answered: the next one is in focus at once. */
  take(ids) {
    for (const id of ids) this.#own.add(id);
    const isTaken = new Set(ids);
    const place = this.items.findIndex((each) => each.id === this.focused);
    const staying = (each) => !isTaken.has(each.id);
    const next = isTaken.has(this.focused)
      ? (this.items.slice(place).find(staying) ?? this.items.slice(0, place).reverse().find(staying))
      : this.comment;
    this.items = this.items.filter(staying);
    for (const id of ids) this.selected.delete(id);
    this.focus(next?.id ?? null);
    this.#tell("list", "selection");
  }

  /** The server has answered about comments that were taken. */
  settle(ids) {
    for (const id of ids) this.#own.delete(id);
  }

  put(comment) {
    if (this.#own.has(comment.id)) return;
    const present = this.find(comment.id);
    if (present?.version < comment.version && comment.id === this.focused) this.edited.add(comment.id);
    this.items = this.items.filter((each) => each.id !== comment.id);
    const compare = COMPARE[this.order];
    const place = this.items.findIndex((each) => compare(comment, each) < 0);
    this.items.splice(place < 0 ? this.items.length : place, 0, comment);
    this.gone.delete(comment.id);
    this.forget(comment.id);
    if (!this.focused) this.focus(comment.id);
    else if (this.focused === comment.id) this.#tell("focus");
    this.#tell("list");
  }

  /** Brings comments back, as far as they are in this queue again. */
  async putBack(ids, { isFocused = false } = {}) {
    const wanted = ids.slice(0, 30);
    const { nodes } = await this.api.ask(operations.LISTED_COMMENTS, { ids: wanted, mine: this.preferences.locale });
    const back = nodes.filter((each) => each && !each.isDeleted && isIn(this.name, each));
    for (const each of back) this.put(each);
    if (isFocused && back.length) this.focus(back[0].id);
    return back;
  }

  #drop(id) {
    this.items = this.items.filter((each) => each.id !== id);
    this.selected.delete(id);
    this.#tell("list", "selection");
  }

  /** An event of the subscription. */
  heard(event) {
    this.#count(event.counts);
    if (event.queue !== this.name || this.#own.has(event.commentId)) return;
    if (event.change !== "LEFT") {
      if (event.comment) this.put(event.comment);
    } else if (event.commentId === this.focused) {
      this.gone.set(event.commentId, event);
      this.#tell("list", "focus");
    } else {
      this.#drop(event.commentId);
    }
  }
}

/** As far as a comment alone tells it. */
function isIn(queue, { status, moderation }) {
  if (queue === "PENDING") return status === "PENDING";
  if (queue === "SPAM") return status === "SPAM" && !moderation.isReviewed;
  if (queue === "UNREVIEWED") return status === "APPROVED" && !moderation.isReviewed;
  return status === "APPROVED" && moderation.flagCount > 0;
}

/** The comment's language, the article's own, and the moderator's: each once. */
function localesFor(comment, mine, site) {
  const known = new Set(site.locales.map((each) => each.locale));
  const theirs = known.has(comment.locale) ? comment.locale : null;
  return [...new Set([theirs, comment.article.originalLocale, mine].filter(Boolean))];
}
