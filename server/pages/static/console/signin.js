// Signing in: the token is asked for and becomes a session of this site, whose cookie no script can read.

import { Api, RequestFailed, Session } from "../api.js";
import { make } from "../elements.js";
import { VIEWER } from "./operations.js";
import { say } from "./words.js";

const HAS_SESSION = "galley-console-session"; // that there is one; what it is only the browser knows
const POWERS = ["MODERATOR", "ADMIN"];

function remember(has) {
  try {
    if (has) localStorage.setItem(HAS_SESSION, "1");
    else localStorage.removeItem(HAS_SESSION);
  } catch {
    // asked for again next time
  }
}

function isRemembered() {
  try {
    return localStorage.getItem(HAS_SESSION) !== null;
  } catch {
    return false;
  }
}

/** Who is signed in already: {api, viewer, site}, else null. */
export async function present() {
  if (!isRemembered()) return null;
  const session = await Session.present();
  const known = session && (await identify(new Api(session)));
  if (!known) remember(false);
  return known;
}

/** Ends the session, in this browser. */
export async function forget(api) {
  remember(false);
  try {
    await api.identity.end();
  } catch {
    // it ends by itself
  }
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
    problem,
    make("p", {}, submit),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    if (!token.value.trim()) return complain(say("token_missing"));
    submit.disabled = true;
    try {
      const session = await Session.begin(token.value.trim());
      const known = session && (await identify(new Api(session)));
      if (known?.isModerator) {
        remember(true);
        return entered(known);
      }
      if (known) await forget(known.api);
      complain(say(known ? "token_powerless" : "token_bad"));
    } catch {
      complain(say("failed"));
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}
