// The audit log, the newest entry first: who did what to what, and when.

import { make } from "../elements.js";
import { nameOf } from "./deciding.js";
import * as operations from "./operations.js";
import { say, words } from "./words.js";

export class AuditLog {
  #cursor = null;
  #round = 0;

  constructor({ api, viewer, failed }) {
    Object.assign(this, { api, viewer, failed });
    this.action = make("input", { id: "log-action", autocomplete: "off", placeholder: "comment.approve" });
    this.from = make("input", { id: "log-from", type: "date" });
    this.to = make("input", { id: "log-to", type: "date" });
    this.mine = make("input", { id: "log-mine", type: "checkbox" });
    this.rows = make("tbody");
    this.older = make("button", { type: "button", onclick: () => this.#read() }, say("log_older"));
    this.empty = make("p", { class: "nothing", hidden: true }, say("log_empty"));
    const field = (label, control) => make("div", {}, make("label", { for: control.id }, say(label)), control);
    const filter = make(
      "form",
      { class: "fields" },
      field("log_action", this.action),
      field("log_from", this.from),
      field("log_to", this.to),
      make("div", { class: "check" }, this.mine, make("label", { for: "log-mine" }, say("log_mine"))),
      make("div", {}, make("button", { class: "main" }, say("log_filter"))),
    );
    filter.addEventListener("submit", (event) => {
      event.preventDefault();
      this.open();
    });
    const heads = ["log_when", "log_who", "log_what", "log_subject", "log_change"];
    this.element = make(
      "div",
      { class: "section log" },
      make("h1", {}, say("log_title")),
      filter,
      make(
        "div",
        { class: "scrolls", tabindex: "0", role: "region", "aria-label": say("log_title") },
        make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((each) => make("th", { scope: "col" }, say(each))))), this.rows),
      ),
      this.empty,
      make("p", { class: "more" }, this.older),
    );
  }

  async open() {
    this.#round += 1;
    this.#cursor = null;
    this.rows.replaceChildren();
    await this.#read();
  }

  close() {}

  #filter() {
    const filter = {};
    if (this.action.value.trim()) filter.action = this.action.value.trim();
    if (this.from.value) filter.from = new Date(`${this.from.value}T00:00`).toISOString();
    if (this.to.value) filter.to = new Date(`${this.to.value}T00:00`).toISOString();
    if (this.mine.checked) filter.actor = this.viewer.id;
    return filter;
  }

  async #read() {
    const round = this.#round;
    this.older.disabled = true;
    try {
      const { auditLog } = await this.api.ask(operations.LOG, { filter: this.#filter(), after: this.#cursor });
      if (round !== this.#round) return; // asked anew meanwhile
      const { hasNextPage, endCursor } = auditLog.pageInfo;
      this.rows.append(...auditLog.nodes.map(row));
      this.#cursor = endCursor;
      this.older.parentElement.hidden = !hasNextPage;
      this.empty.hidden = this.rows.children.length > 0;
    } catch (error) {
      this.failed(error);
    } finally {
      this.older.disabled = false;
    }
  }
}

function row(entry) {
  const { subject } = entry;
  const isComment = subject?.__typename === "Comment";
  const link = isComment ? make("a", { href: `#comment/${subject.id}` }, say("comment")) : (subject?.__typename ?? "–");
  const change = [entry.before, entry.after].filter((each) => each !== null).join(" → ");
  return make(
    "tr",
    {},
    make("td", {}, make("time", { datetime: entry.at }, words.moment(entry.at))),
    make("td", {}, make("bdi", { lang: "" }, nameOf(entry.actor))),
    make("td", {}, make("code", {}, entry.action)),
    make("td", {}, link),
    make("td", {}, change),
  );
}
