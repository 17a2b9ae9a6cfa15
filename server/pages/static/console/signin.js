// Signing in: the token is asked for, tried, and kept in this tab, or in this browser by wish.

import { Api, RequestFailed, TokenStore } from "../api.js";
import { make } from "../elements.js";
import { VIEWER } from "./operations.js";
import { say } from "./words.js";

const KEY = "galley-console-token";
const STORAGES = ["sessionStorage", "localStorage"];
const POWERS = ["MODERATOR", "ADMIN"];

/** Who is signed in already: {api, viewer, site}, else null. */
export async function present() {
  for (const storage of STORAGES) {
    const tokens = new TokenStore(KEY, storage);
    if (!tokens.get()) continue;
    const api = new Api(tokens);
    const known = await identify(api);
    if (known) return known;
  }
  return null;
}

export function forget() {
  for (const storage of STORAGES) new TokenStore(KEY, storage).set(null);
}

/** Null where the token is not good; throws where nobody can tell. */
async function identify(api) {
  try {
    const { viewer, site } = await api.ask(VIEWER);
    return { api, viewer, site, isModerator: viewer.roles.some((each) => POWERS.includes(each)) };
  } catch (error) {
    if (error instanceof RequestFailed && error.code === "UNAUTHENTICATED") return null;
    throw error;
  }
}

/** The form; `entered` is told who has signed in. */
export function signIn({ message = null, entered }) {
  const problem = make("p", { class: "problem", id: "token-problem", role: "alert", hidden: !message }, message ?? "");
  const token = make("input", {
    id: "token",
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "token-hint token-problem",
  });
  const stay = make("input", { type: "checkbox", id: "stay", "aria-describedby": "stay-hint" });
  const submit = make("button", { class: "main" }, say("enter"));
  const complain = (text) => {
    problem.textContent = text;
    problem.hidden = false;
    token.setAttribute("aria-invalid", "true");
    token.focus();
  };
  const form = make(
    "form",
    { class: "sign-in alone", novalidate: true },
    make("h1", {}, say("sign_in")),
    make("div", {}, make("label", { for: "token" }, say("token")), token, make("p", { class: "hint", id: "token-hint" }, say("token_hint"))),
    make(
      "div",
      { class: "check" },
      stay,
      make("label", { for: "stay" }, say("stay")),
      make("p", { class: "hint", id: "stay-hint" }, say("stay_hint")),
    ),
    problem,
    make("p", {}, submit),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    if (!token.value.trim()) return complain(say("token_missing"));
    submit.disabled = true;
    try {
      forget();
      const tokens = new TokenStore(KEY, stay.checked ? "localStorage" : "sessionStorage");
      tokens.set(token.value.trim());
      const known = await identify(new Api(tokens));
      if (known?.isModerator) return entered(known);
      forget();
      complain(say(known ? "token_powerless" : "token_bad"));
    } catch {
      forget();
      complain(say("failed"));
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}
