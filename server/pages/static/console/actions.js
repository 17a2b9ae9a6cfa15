// The bar under the comment: each decision with its key and what it will do, the menu of reasons, and the note.

import { make } from "../elements.js";
import { effects, makesKnown, repliesBelow } from "./effects.js";
import { keyed } from "./item.js";
import { say } from "./words.js";

/** A reason's key, where it is on the keyboard, and what is printed there. */
const REASONS = [
  ["OFFENSIVE", "Digit1", "1"],
  ["ABUSIVE", "Digit2", "2"],
  ["HARASSMENT", "Digit3", "3"],
  ["HATE_SPEECH", "Digit4", "4"],
  ["SPAM", "Digit5", "5"],
  ["ADVERTISING", "Digit6", "6"],
  ["OFF_TOPIC", "Digit7", "7"],
  ["MISINFORMATION", "Digit8", "8"],
  ["ILLEGAL", "Digit9", "9"],
  ["PRIVACY", "KeyP", "P"],
  ["BANNED_WORD", "KeyB", "B"],
  ["OTHER", "Digit0", "0"],
];
const STEPS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

export class Actions {
  #leaveLayer = null;
  #comments = [];

  /** `acts` is {decide(action, details), undo(), claim()}. */
  constructor(keys, acts) {
    this.keys = keys;
    this.acts = acts;
    this.note = make("input", { id: "note", maxlength: 2000, dir: "auto", autocomplete: "off" });
    this.note.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.note.blur();
    });
    this.approve = this.#decision("APPROVE", "APPROVE", "A", () => this.decide("APPROVE"));
    this.reject = this.#decision("REJECT", "REJECT", "R", () => this.toggleReasons());
    this.spam = this.#decision("SPAM", "SPAM_act", "S", () => this.decide("SPAM"));
    this.reject.button.setAttribute("aria-haspopup", "menu");
    this.reject.button.setAttribute("aria-expanded", "false");
    this.claimButton = this.#plain("claim", "C", () => acts.claim());
    this.undoButton = this.#plain("undo", "U", () => acts.undo());
    this.menu = this.#reasons();
    this.element = make(
      "section",
      { class: "actions", "aria-label": say("decide") },
      make("p", { class: "about", hidden: true }),
      this.menu,
      make("div", { class: "decisions" }, this.approve.element, this.reject.element, this.spam.element),
      make(
        "div",
        { class: "beside" },
        make("label", { for: "note" }, say("note"), keyed("N")),
        this.note,
        this.claimButton,
        this.undoButton,
      ),
    );
  }

  #decision(action, label, key, act) {
    const effect = make("span", { class: "effect", id: `effect-${action}` });
    const attributes = {
      type: "button",
      class: `decision ${action}`,
      onclick: act,
      "aria-keyshortcuts": key,
      "aria-describedby": effect.id,
    };
    const button = make("button", attributes, say(label), keyed(key));
    return { action, button, effect, element: make("div", {}, button, effect) };
  }

  #plain(label, key, act) {
    return make("button", { type: "button", onclick: act, "aria-keyshortcuts": key }, make("span", {}, say(label)), keyed(key));
  }

  /** `comments` are those a decision would be about; `around` is what is known of a single one. */
  update(comments, { around = null, isSelection = false, isClaimed = false } = {}) {
    this.#comments = comments;
    const known = comments.length === 1 && around;
    const more = known ? { below: repliesBelow(around), makesKnown: makesKnown(comments[0], around) } : {};
    for (const each of [this.approve, this.reject, this.spam]) {
      each.button.disabled = !comments.length;
      each.effect.textContent = comments.length ? effects(each.action, comments, more) : "";
    }
    this.claimButton.disabled = !comments.length;
    this.claimButton.firstChild.textContent = say(isClaimed ? "release" : "claim");
    const about = this.element.querySelector(".about");
    about.hidden = !isSelection;
    about.textContent = isSelection ? say("selected", { n: comments.length }) : "";
    if (!comments.length) this.closeReasons();
  }

  decide(action, details = {}) {
    if (!this.#comments.length) return;
    this.closeReasons();
    const note = this.note.value.trim();
    this.note.value = "";
    this.acts.decide(action, { ...details, note });
  }

  // ── reasons ──

  #reasons() {
    const choices = REASONS.map(([reason, code, label]) =>
      make(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", "aria-keyshortcuts": label, onclick: () => this.decide("REJECT", { reason }) },
        keyed(label),
        make("span", {}, say(`reason_${reason}`)),
      ),
    );
    const menu = make("div", { class: "reasons", role: "menu", "aria-label": say("reason"), hidden: true }, ...choices);
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.closeReasons({ isFocused: true });
      }
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const place = choices.indexOf(document.activeElement) + step;
      choices.at(place % choices.length).focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== this.reject.button) this.closeReasons();
    });
    return menu;
  }

  toggleReasons() {
    if (this.#leaveLayer) this.closeReasons({ isFocused: true });
    else if (this.#comments.length) this.openReasons();
  }

  openReasons() {
    const choose = REASONS.map(([reason, code]) => [code, () => this.decide("REJECT", { reason })]);
    const close = () => this.closeReasons({ isFocused: true });
    this.#leaveLayer = this.keys.layer([...choose, ["KeyR", close], ["Escape", close]]);
    this.menu.hidden = false;
    this.reject.button.setAttribute("aria-expanded", "true");
    this.menu.querySelector("button").focus();
  }

  closeReasons({ isFocused = false } = {}) {
    if (!this.#leaveLayer) return;
    this.#leaveLayer();
    this.#leaveLayer = null;
    this.menu.hidden = true;
    this.reject.button.setAttribute("aria-expanded", "false");
    if (isFocused) this.reject.button.focus();
  }
}
