// The forms of the reader's page: writing, replying, changing, reporting. Each keeps its text until it is stored.

import { RequestFailed, freshKey } from "./api.js";
import { make } from "./elements.js";
import { countCharacters } from "./words.js";

const REASONS = ["OFFENSIVE", "ABUSIVE", "SPAM", "ILLEGAL", "OFF_TOPIC", "PRIVACY", "OTHER"];
const NAME_KEY = "galley-name";
let forms = 0;

function remembered(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** A field with its label, and a place beside it for what is wrong with it. */
function field(label, control, ...more) {
  const id = `field-${(forms += 1)}`;
  const problem = make("p", { class: "problem", id: `${id}-problem`, role: "alert", hidden: true });
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-problem`);
  return {
    control,
    element: make("div", {}, make("label", { for: id }, label), control, ...more, problem),
    complain(text) {
      problem.textContent = text ?? "";
      problem.hidden = !text;
      control.setAttribute("aria-invalid", text ? "true" : "false");
      if (text) control.focus();
    },
  };
}

/** A form that is sent once at a time; `send` throws or returns what is wrong, by the name of a field. */
function sendable(words, { fields, label, send, cancel, extra }) {
  const failure = make("p", { class: "problem", role: "alert", hidden: true });
  const submit = make("button", { class: "main", type: "submit" }, words.say(label));
  const buttons = make(
    "div",
    { class: "buttons" },
    cancel ? make("button", { type: "button", onclick: cancel }, words.say("cancel")) : null,
    submit,
  );
  const form = make(
    "form",
    { class: "comment-form", novalidate: true },
    ...Object.values(fields).map((each) => each.element),
    failure,
    make("div", { class: "row" }, extra ?? make("span"), buttons),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    submit.textContent = words.say("sending");
    failure.hidden = true;
    for (const each of Object.values(fields)) each.complain(null);
    try {
      const problems = (await send()) ?? [];
      const unplaced = problems.filter(({ at, message }) => {
        fields[at]?.complain(message);
        return !fields[at];
      });
      if (unplaced.length) throw new RequestFailed("REFUSED", unplaced.map((each) => each.message).join(" "));
    } catch (error) {
      failure.textContent = error instanceof RequestFailed ? error.message : words.say("failed");
      failure.hidden = false;
    } finally {
      submit.disabled = false;
      submit.textContent = words.say(label);
    }
  });
  return form;
}

/** The contract's errors as problems of a form's fields. */
export function problemsOf(errors) {
  return errors.map((each) => ({ at: each.path?.at(-1), message: each.message }));
}

function textField(words, label, policy, text = "") {
  const counter = make("span", { class: "counter", "aria-live": "off" });
  const area = make("textarea", { rows: 5, dir: "auto", required: true });
  area.value = text;
  const count = () => {
    const left = policy.maxChars - countCharacters(area.value.normalize("NFC"));
    counter.classList.toggle("over", left < 0);
    counter.textContent = left < 0 ? words.say("too_long", { n: -left }) : words.say("left", { n: left });
  };
  area.addEventListener("input", count);
  count();
  return { counter, ...field(words.say(label), area, make("p", { class: "hint" }, words.say("markdown_hint"))) };
}

/** `submit` takes {body, authorName, idempotencyKey} and returns problems. */
export function writeForm(words, { policy, asksName, parentName, submit, cancel }) {
  const body = textField(words, "your_comment", policy);
  const fields = {};
  if (asksName) {
    const input = make("input", { autocomplete: "name", maxlength: 100, dir: "auto", required: true });
    input.value = remembered(NAME_KEY);
    fields.authorName = field(words.say("your_name"), input);
  }
  fields.body = body;
  let key = freshKey();
  const form = sendable(words, {
    fields,
    label: "send",
    cancel,
    extra: body.counter,
    async send() {
      const text = body.control.value;
      const name = fields.authorName?.control.value.trim();
      if (fields.authorName && !name) return [{ at: "authorName", message: words.say("name_missing") }];
      if (!text.trim()) return [{ at: "body", message: words.say("text_missing") }];
      if (name) {
        try {
          localStorage.setItem(NAME_KEY, name);
        } catch {
          // not remembered
        }
      }
      const problems = await submit({ body: text, authorName: name, idempotencyKey: key });
      if (problems.length) key = freshKey();
      return problems;
    },
  });
  form.setAttribute("aria-label", words.say(parentName ? "reply_to" : "write", { name: parentName }));
  return form;
}

/** `save` takes the text and returns problems. */
export function editForm(words, { policy, comment, save, cancel }) {
  const body = textField(words, "your_comment", policy, comment.body);
  const until = make("p", { class: "hint" }, words.say("edit_until", { time: words.moment(comment.editableUntil) }));
  const form = sendable(words, {
    fields: { body },
    label: "save",
    cancel,
    extra: body.counter,
    send: () => save(body.control.value),
  });
  form.prepend(until);
  form.setAttribute("aria-label", words.say("edit"));
  return form;
}

/** `report` takes a reason and details and returns problems. */
export function reportForm(words, { report, cancel }) {
  const select = make(
    "select",
    {},
    ...REASONS.map((each) => make("option", { value: each }, words.say(`reason_${each}`))),
  );
  const details = make("textarea", { rows: 2, maxlength: 1000, dir: "auto" });
  const fields = { reason: field(words.say("report_why"), select), details: field(words.say("report_details"), details) };
  const form = sendable(words, {
    fields,
    label: "send_report",
    cancel,
    send: () => report(select.value, details.value.trim() || null),
  });
  form.setAttribute("aria-label", words.say("report"));
  return form;
}
