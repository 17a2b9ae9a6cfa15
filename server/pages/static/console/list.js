// The queue beside the comment in focus: one row a comment, to be looked at or selected.

import { make } from "../elements.js";
import { severity } from "./effects.js";
import { claimBadge, foreign, name, riskMeter, time } from "./item.js";
import { say } from "./words.js";

const EXCERPT_CHARACTERS = 140;

export class List {
  #last = null; // the row from which Shift selects

  constructor(queue, { preferences, viewerId, show }) {
    Object.assign(this, { queue, preferences, viewerId, show });
    this.rows = make("ol", { class: "rows" });
    this.count = make("p", { class: "hint", "aria-live": "off" });
    this.all = make("button", { type: "button", class: "quiet", onclick: () => this.#toggleAll() });
    this.more = make("button", { type: "button", onclick: () => queue.more().catch(() => {}) }, say("list_more"));
    this.element = make(
      "section",
      { class: "list", id: "list", "aria-labelledby": "list-title" },
      make("div", { class: "list-head" }, make("h2", { id: "list-title" }, say("list")), this.count, this.all),
      this.rows,
      make("p", { class: "more" }, this.more),
    );
  }

  #toggleAll() {
    this.queue.selectAll(this.queue.selected.size === 0);
  }

  /** Everything anew; what had the focus has it again. */
  render() {
    const { queue } = this;
    const active = document.activeElement;
    const kept = this.rows.contains(active) ? [active.closest("li").dataset.id, active.dataset.part] : null;
    const top = this.element.scrollTop;
    this.rows.replaceChildren(...queue.items.map((each) => this.#row(each)));
    if (kept) this.rows.querySelector(`[data-id="${CSS.escape(kept[0])}"] [data-part="${kept[1]}"]`)?.focus();
    this.element.scrollTop = top;
    this.more.parentElement.hidden = !queue.hasMore;
    this.mark();
  }

  #row(comment) {
    const { moderation } = comment;
    const isFolded = this.preferences.foldsSevere && severity(comment);
    const box = make("input", {
      type: "checkbox",
      "data-part": "box",
      "aria-label": say("select", { name: comment.authorName ?? "" }),
      onclick: (event) => this.#boxed(comment.id, event),
    });
    const said = isFolded
      ? make("span", { class: "excerpt hint" }, say("folded", { why: isFolded }))
      : make("span", foreign(comment, { class: "excerpt" }), Array.from(comment.body ?? "").slice(0, EXCERPT_CHARACTERS).join(""));
    const row = make(
      "button",
      { type: "button", class: "row", "data-part": "row", onclick: () => this.show(comment.id) },
      make("span", { class: "row-head" }, name(comment.authorName), time(comment.createdAt)),
      said,
      make(
        "span",
        { class: "badges" },
        moderation.risk ? riskMeter(moderation.risk) : null,
        moderation.flagCount ? make("span", { class: "badge" }, say("reports", { n: moderation.flagCount })) : null,
        claimBadge(moderation.claim, this.viewerId),
      ),
    );
    return make("li", { "data-id": comment.id, class: this.queue.gone.has(comment.id) ? "gone" : null }, box, row);
  }

  #boxed(id, event) {
    const ids = this.queue.items.map((each) => each.id);
    const [from, to] = [ids.indexOf(this.#last), ids.indexOf(id)].sort((a, b) => a - b);
    const isSelected = event.target.checked;
    if (event.shiftKey && from >= 0) for (const each of ids.slice(from, to + 1)) this.queue.select(each, isSelected);
    else this.queue.select(id, isSelected);
    this.#last = id;
  }

  /** Which row is in focus and which are selected, without making rows anew. */
  mark() {
    const { queue } = this;
    for (const row of this.rows.children) {
      const { id } = row.dataset;
      row.querySelector("input").checked = queue.selected.has(id);
      row.classList.toggle("selected", queue.selected.has(id));
      const button = row.querySelector(".row");
      if (id === queue.focused) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const n = queue.selected.size;
    this.count.textContent = n ? say("selected", { n }) : say("list_count", { n: queue.counts.get(queue.name) ?? 0 });
    this.all.textContent = say(n ? "select_none" : "select_all");
    this.all.hidden = !queue.items.length;
  }

  reveal() {
    this.rows.querySelector("[aria-current]")?.closest("li").scrollIntoView({ block: "nearest" });
  }
}
