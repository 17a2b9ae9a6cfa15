// The policy editor: the site's, or an article's own values over it.

import { make } from "../elements.js";
import { foreign } from "./item.js";
import * as operations from "./operations.js";
import { say } from "./words.js";

const MODES = ["PRE", "POST", "CLOSED"];
const NUMBERS = [
  "closeAfterDays",
  "minChars",
  "maxChars",
  "maxLinks",
  "maxDepth",
  "editWindowSeconds",
  "newcomerThreshold",
  "flagsToHold",
];
const MAY_BE_EMPTY = new Set(["closeAfterDays", "flagsToHold"]); // null: never

export class PolicyEditor {
  constructor({ api, preferences, notices, failed }) {
    Object.assign(this, { api, preferences, notices, failed });
    this.element = make("div", { class: "section policy" });
  }

  async open(articleId) {
    this.element.replaceChildren(make("p", { class: "hint" }, say("loading")));
    try {
      const { policy, title } = await this.#read(articleId);
      if (policy) this.#show(policy, articleId, title);
      else this.element.replaceChildren(make("p", { class: "nothing" }, say("not_there")));
    } catch (error) {
      this.failed(error);
    }
  }

  close() {}

  async #read(articleId) {
    if (!articleId) return { policy: (await this.api.ask(operations.SITE_POLICY)).site.commentPolicy, title: null };
    const { article } = await this.api.ask(operations.ARTICLE_POLICY, { id: articleId, mine: this.preferences.locale });
    return { policy: article?.commentPolicy, title: article?.translation };
  }

  #show(policy, articleId, title) {
    const heading = articleId
      ? make("h1", {}, make("span", title ? foreign(title) : {}, say("policy_article", { title: title?.title ?? "" })))
      : make("h1", {}, say("policy_site"));
    const back = articleId ? [make("p", {}, make("a", { href: "#policy" }, say("policy_back")))] : [];
    const hint = make("p", { class: "hint" }, say("policy_now"));
    this.element.replaceChildren(heading, ...back, hint, this.#form(policy, articleId));
  }

  #form(policy, articleId) {
    const mode = make(
      "select",
      { id: "mode" },
      ...MODES.map((each) => make("option", { value: each, selected: each === policy.mode }, say(`mode_${each}`))),
    );
    const numbers = Object.fromEntries(NUMBERS.map((each) => [each, numberField(each, policy[each])]));
    const guests = make("input", { type: "checkbox", id: "guests", checked: policy.guests });
    const reset = make("input", { type: "checkbox", id: "reset" });
    const failure = make("p", { class: "problem", role: "alert", hidden: true });
    const submit = make("button", { class: "main" }, say("save"));
    const form = make(
      "form",
      { class: "fields", novalidate: true },
      make("div", { class: "wide" }, make("label", { for: "mode" }, say("mode")), mode),
      ...Object.values(numbers).map((each) => each.element),
      make("div", { class: "check wide" }, guests, make("label", { for: "guests" }, say("guests"))),
      articleId ? make("div", { class: "check wide" }, reset, make("label", { for: "reset" }, say("policy_reset"))) : null,
      make("div", { class: "wide" }, failure, submit),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (submit.disabled) return;
      failure.hidden = true;
      for (const each of Object.values(numbers)) each.complain(null);
      const changes = changesOf(policy, { mode, numbers, guests });
      if (!changes) return;
      if (articleId && reset.checked) changes.reset = true;
      if (!Object.keys(changes).length) return void this.notices.show("saved", say("nothing_changed"));
      submit.disabled = true;
      try {
        await this.#save({ ...changes, articleId }, numbers, failure);
      } catch (error) {
        this.failed(error);
      } finally {
        submit.disabled = false;
      }
    });
    return form;
  }

  async #save(input, numbers, failure) {
    const { updateCommentPolicy } = await this.api.ask(operations.CHANGE_POLICY, { input });
    const { errors } = updateCommentPolicy;
    const unplaced = errors.filter((each) => !numbers[each.path?.at(-1)]?.complain(each.message));
    if (unplaced.length) {
      failure.textContent = unplaced.map((each) => each.message).join(" ");
      failure.hidden = false;
    }
    if (errors.length) return;
    this.notices.show("saved", say("saved"));
    await this.open(input.articleId);
  }
}

function numberField(name, value) {
  const problem = make("p", { class: "problem", id: `${name}-problem`, role: "alert", hidden: true });
  const control = make("input", {
    id: name,
    inputmode: "numeric",
    autocomplete: "off",
    value: value ?? "",
    "aria-describedby": `${name}-hint ${name}-problem`,
  });
  return {
    control,
    element: make(
      "div",
      {},
      make("label", { for: name }, say(name)),
      control,
      make("p", { class: "hint", id: `${name}-hint` }, say(`${name}_hint`)),
      problem,
    ),
    complain(text) {
      problem.textContent = text ?? "";
      problem.hidden = !text;
      control.setAttribute("aria-invalid", String(Boolean(text)));
      if (text) control.focus();
      return true;
    },
  };
}

/** What is other than in the policy; null where something is no number. */
function changesOf(policy, { mode, numbers, guests }) {
  const changes = {};
  if (mode.value !== policy.mode) changes.mode = mode.value;
  if (guests.checked !== policy.guests) changes.guests = guests.checked;
  for (const [name, field] of Object.entries(numbers)) {
    const text = field.control.value.trim();
    const isEmpty = text === "" && MAY_BE_EMPTY.has(name);
    if (!isEmpty && !/^\p{Nd}+$/u.test(text)) {
      field.complain(say("number_wanted"));
      return null;
    }
    const value = isEmpty ? null : Number(text);
    if (value !== policy[name]) changes[name] = value;
  }
  return changes;
}
