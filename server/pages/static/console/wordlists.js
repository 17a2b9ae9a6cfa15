// The lists of banned and suspect words, by language, and a box to try them in before they are saved.

import { make } from "../elements.js";
import { matches } from "./matching.js";
import * as operations from "./operations.js";
import { marked } from "./spans.js";
import { languageName, say } from "./words.js";

const KINDS = ["bannedWords", "suspectWords"];
const OUTCOMES = { bannedWords: "REJECT", suspectWords: "HOLD" };

export class WordLists {
  constructor({ api, site, notices, failed }) {
    Object.assign(this, { api, site, notices, failed });
    this.element = make("div", { class: "section words" });
  }

  async open() {
    this.element.replaceChildren(make("p", { class: "hint" }, say("loading")));
    try {
      const { site } = await this.api.ask(operations.SITE_POLICY);
      this.#show(site.commentPolicy);
    } catch (error) {
      this.failed(error);
    }
  }

  close() {}

  #show(policy) {
    const kinds = Object.fromEntries(KINDS.map((kind) => [kind, new Kind(kind, policy[kind], this.site, () => tried.render())]));
    const tried = new Trial(() => Object.values(kinds).map((each) => ({ kind: each.kind, words: each.all() })));
    const failure = make("p", { class: "problem", role: "alert", hidden: true });
    const submit = make("button", { class: "main" }, say("save"));
    const form = make(
      "form",
      { novalidate: true },
      make("div", { class: "kinds" }, ...Object.values(kinds).map((each) => each.element)),
      failure,
      make("p", {}, submit),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (submit.disabled) return;
      submit.disabled = true;
      failure.hidden = true;
      try {
        const input = Object.fromEntries(KINDS.map((each) => [each, kinds[each].value()]));
        const { updateCommentPolicy } = await this.api.ask(operations.CHANGE_POLICY, { input });
        failure.textContent = updateCommentPolicy.errors.map((each) => each.message).join(" ");
        failure.hidden = !failure.textContent;
        if (failure.hidden) this.notices.show("saved", say("saved"));
      } catch (error) {
        this.failed(error);
      } finally {
        submit.disabled = false;
      }
    });
    this.element.replaceChildren(make("h1", {}, say("words_title")), make("p", {}, say("words_intro")), form, tried.element);
  }
}

/** The lists of one kind: a box for each language, and a way to begin another. */
class Kind {
  #boxes = new Map(); // locale, "" for every language -> textarea

  constructor(kind, lists, site, changed) {
    Object.assign(this, { kind, site, changed });
    this.lists = make("div", {});
    const known = new Map(lists.map((each) => [each.locale ?? "", each.words]));
    if (!known.has("")) known.set("", []);
    for (const [locale, words] of [...known].sort(([a], [b]) => (a < b ? -1 : 1))) this.#add(locale, words);
    this.choice = make("select", { id: `${kind}-add`, onchange: () => this.#chosen() });
    this.element = make(
      "fieldset",
      {},
      make("legend", {}, say(kind)),
      this.lists,
      make("div", { class: "add" }, make("label", { for: `${kind}-add` }, say("words_add")), this.choice),
    );
    this.#offer();
  }

  #offer() {
    const free = this.site.locales.filter((each) => !this.#boxes.has(each.locale));
    const options = free.map((each) => make("option", { value: each.locale }, languageName(each.locale)));
    this.choice.replaceChildren(make("option", { value: "" }, "–"), ...options);
    this.choice.disabled = !free.length;
  }

  #chosen() {
    if (!this.choice.value) return;
    this.#add(this.choice.value, []).focus();
    this.#offer();
  }

  #add(locale, words) {
    const id = `${this.kind}-${locale || "all"}`;
    const count = make("span", { class: "hint", id: `${id}-count` });
    const box = make("textarea", { id, rows: 6, dir: "auto", lang: locale, spellcheck: "false", "aria-describedby": count.id });
    box.value = words.join("\n");
    const counted = () => (count.textContent = say("words_count", { n: lines(box.value).length }));
    box.addEventListener("input", () => {
      counted();
      this.changed();
    });
    counted();
    const language = locale ? languageName(locale) : say("every_language");
    this.lists.append(make("div", {}, make("label", { for: id }, language), box, count));
    this.#boxes.set(locale, box);
    return box;
  }

  value() {
    return [...this.#boxes]
      .map(([locale, box]) => ({ locale: locale || null, words: lines(box.value) }))
      .filter((each) => each.words.length);
  }

  all() {
    return this.value().flatMap((each) => each.words);
  }
}

/** Shows in a text what the lists find, of every language: as the server does where nobody knows the text's. */
class Trial {
  constructor(lists) {
    this.lists = lists;
    this.box = make("textarea", { id: "try", rows: 4, dir: "auto", lang: "", "aria-describedby": "try-hint" });
    this.box.addEventListener("input", () => this.render());
    this.found = make("div", { class: "tried", role: "status" });
    this.element = make(
      "section",
      { class: "trial" },
      make("h2", {}, make("label", { for: "try" }, say("try"))),
      make("p", { class: "hint", id: "try-hint" }, say("try_hint")),
      this.box,
      this.found,
    );
  }

  render() {
    const text = this.box.value;
    if (!text.trim()) return this.found.replaceChildren();
    const findings = this.lists()
      .map(({ kind, words }) => ({ kind, found: matches(words, text) }))
      .filter((each) => each.found.length);
    const spans = findings.map((each) => ({ spans: each.found }));
    const line = ({ kind, found }) =>
      make(
        "li",
        {},
        make("span", { class: `outcome ${OUTCOMES[kind]}` }, say(`outcome_${OUTCOMES[kind]}`)),
        " ",
        make("span", { dir: "auto" }, say("try_found", { n: found.length, words: [...new Set(found.map((each) => each.entry))].join(", ") })),
      );
    this.found.replaceChildren(
      make("div", { class: "body", dir: "auto", lang: "" }, ...marked(text, spans)),
      findings.length ? make("ol", { class: "findings" }, ...findings.map(line)) : make("p", {}, say("try_none")),
    );
  }
}

/** Each word once, without the space around it. */
function lines(text) {
  return [...new Set(text.split("\n").map((each) => each.trim()).filter(Boolean))];
}
