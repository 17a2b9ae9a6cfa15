// Notices, told to screen readers too. Each stays until it is dismissed or replaced: nobody has to read fast.

import { make } from "../elements.js";
import { say } from "./words.js";

const MOST = 3;

export class Notices {
  #shown = new Map();

  constructor(region) {
    this.region = region;
  }

  /** A notice replaces the one of the same name. An action is {label, act, key}. */
  show(name, text, { isBad = false, actions = [] } = {}) {
    this.hide(name);
    const button = ({ label, act, key }) =>
      make("button", { type: "button", onclick: act, "aria-keyshortcuts": key?.textContent }, label, key);
    const close = make(
      "button",
      { type: "button", class: "quiet", "aria-label": say("dismiss"), onclick: () => this.hide(name) },
      "×",
    );
    const notice = make("div", { class: isBad ? "notice bad" : "notice" }, make("p", {}, text), ...actions.map(button), close);
    this.#shown.set(name, notice);
    this.region.append(notice);
    for (const oldest of [...this.#shown.keys()].slice(0, -MOST)) this.hide(oldest);
  }

  hide(name) {
    this.#shown.get(name)?.remove();
    this.#shown.delete(name);
  }

  clear() {
    for (const name of [...this.#shown.keys()]) this.hide(name);
  }
}
