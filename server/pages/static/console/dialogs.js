// What opens over the console: the keys, and a moderator's preferences.

import { make } from "../elements.js";
import { languageName, say } from "./words.js";

const KEYS = [
  ["J", "key_j"],
  ["K", "key_k"],
  ["A", "key_a"],
  ["R", "key_r"],
  ["S", "key_s"],
  ["U", "key_u"],
  ["X", "key_x"],
  ["C", "key_c"],
  ["V", "key_v"],
  ["N", "key_n"],
  ["?", "key_help"],
  ["Esc", "key_escape"],
];

/** A dialog that is gone when it is closed; Escape closes it, and the focus goes back where it was. */
function open(title, ...children) {
  const dialog = make(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    make("h2", { id: "dialog-title" }, title),
    ...children,
    make("form", { method: "dialog" }, make("button", { class: "main" }, say("close"))),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

export function showKeys(preferences) {
  const row = ([key, text]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(text)));
  open(
    say("keys"),
    make("p", { class: "hint" }, say(preferences.usesKeys ? "keys_hint" : "keys_are_off")),
    make("dl", { class: "keys" }, ...KEYS.map(row)),
  );
}

export function showPreferences(preferences, site) {
  const check = (name, label) =>
    make(
      "div",
      { class: "check" },
      make("input", { type: "checkbox", id: name, checked: preferences[name], onchange: (event) => preferences.set({ [name]: event.target.checked }) }),
      make("label", { for: name }, say(label)),
    );
  const options = site.locales.map((each) =>
    make("option", { value: each.locale, selected: each.locale === preferences.locale }, languageName(each.locale)),
  );
  const locale = make("select", { id: "my-locale", onchange: (event) => preferences.set({ locale: event.target.value }) }, ...options);
  open(
    say("preferences"),
    make("div", {}, make("label", { for: "my-locale" }, say("my_language")), locale, make("p", { class: "hint" }, say("my_language_hint"))),
    check("foldsSevere", "fold_severe"),
    check("usesKeys", "use_keys"),
    check("claimsOnSight", "claim_on_sight"),
  );
}
