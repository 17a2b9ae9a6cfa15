// The console: who is signed in, which section is shown, and what all sections share.

import { RequestFailed } from "../api.js";
import { make } from "../elements.js";
import { Desk } from "./desk.js";
import { showKeys, showPreferences } from "./dialogs.js";
import { keyed } from "./item.js";
import { Keys } from "./keys.js";
import { AuditLog } from "./log.js";
import { Notices } from "./notices.js";
import { PolicyEditor } from "./policy.js";
import { Preferences } from "./preferences.js";
import { forget, present, signIn } from "./signin.js";
import { Single } from "./single.js";
import { WordLists } from "./wordlists.js";
import { say } from "./words.js";

const SECTIONS = { queue: Desk, policy: PolicyEditor, words: WordLists, log: AuditLog, comment: Single };
const NAMED = ["queue", "policy", "words", "log"]; // in the navigation
const bar = document.getElementById("bar");
const main = document.getElementById("main");
const notices = new Notices(document.getElementById("notices"));

function askToSignIn(message) {
  bar.replaceChildren(make("p", { class: "name" }, say("console")));
  const form = signIn({ message, entered: (known) => new Console(known) });
  main.replaceChildren(form);
  form.querySelector("input").focus();
}

class Console {
  #sections = {};
  #shown = null;
  #left = new AbortController();

  constructor({ api, viewer, site }) {
    Object.assign(this, { api, viewer, site });
    this.preferences = new Preferences(site);
    this.keys = new Keys(() => this.preferences.usesKeys && !this.#left.signal.aborted);
    this.preferences.addEventListener("changed", () => this.#prefer());
    this.#prefer();
    this.#bar();
    addEventListener("hashchange", () => this.show(), { signal: this.#left.signal });
    addEventListener("pagehide", () => this.#shown?.close(), { signal: this.#left.signal });
    addEventListener("pageshow", (event) => event.persisted && this.show(), { signal: this.#left.signal });
    this.show();
  }

  #prefer() {
    document.body.classList.toggle("no-keys", !this.preferences.usesKeys);
  }

  #bar() {
    this.links = Object.fromEntries(NAMED.map((each) => [each, make("a", { href: `#${each}` }, say(`section_${each}`))]));
    const links = Object.values(this.links).map((each) => make("li", {}, each));
    bar.replaceChildren(
      make("p", { class: "name" }, make("bdi", { lang: this.site.defaultLocale }, this.site.name), ` · ${say("console")}`),
      make("nav", { "aria-label": say("sections") }, make("ul", {}, ...links)),
      make(
        "div",
        { class: "self" },
        make("bdi", { class: "who" }, this.viewer.name ?? ""),
        make("button", { type: "button", class: "quiet", "aria-keyshortcuts": "?", onclick: () => showKeys(this.preferences) }, say("keys"), keyed("?")),
        make("button", { type: "button", class: "quiet", onclick: () => showPreferences(this.preferences, this.site) }, say("preferences")),
        make("button", { type: "button", class: "quiet", onclick: () => this.signOut(null) }, say("sign_out")),
      ),
    );
  }

  /** The section that the address names: #queue, #policy/article_…, #comment/comment_… */
  show() {
    const [asked, argument = null] = location.hash.slice(1).split("/");
    const name = asked in SECTIONS ? asked : "queue";
    this.#shown?.close();
    this.keys.clear();
    this.keys.bind("Help", () => showKeys(this.preferences));
    this.#sections[name] ??= new SECTIONS[name]({
      api: this.api,
      site: this.site,
      viewer: this.viewer,
      preferences: this.preferences,
      keys: this.keys,
      notices,
      failed: (error) => this.failed(error),
    });
    this.#shown = this.#sections[name];
    for (const [each, link] of Object.entries(this.links)) {
      if (each === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${say(name === "comment" ? "comment" : `section_${name}`)} · ${this.site.name}`;
    document.body.dataset.section = name;
    main.replaceChildren(this.#shown.element);
    this.#shown.open(argument);
  }

  failed(error) {
    if (error instanceof RequestFailed && error.code === "UNAUTHENTICATED") this.signOut(say("signed_out"));
    else notices.show("failed", error instanceof RequestFailed ? error.message : say("failed"), { isBad: true });
    if (!(error instanceof RequestFailed) && !(error instanceof TypeError)) throw error;
  }

  signOut(message) {
    if (this.#left.signal.aborted) return;
    this.#left.abort();
    this.#shown?.close();
    notices.clear();
    forget(this.api);
    document.body.dataset.section = "";
    askToSignIn(message);
  }
}

try {
  const known = await present();
  if (known?.isModerator) new Console(known);
  else askToSignIn(null);
} catch {
  askToSignIn(say("failed"));
}
