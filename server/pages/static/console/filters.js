// How the queue is ordered and narrowed.

import { make } from "../elements.js";
import { ORDERS } from "./queue.js";
import { languageName, say } from "./words.js";

const CLAIMS = ["UNCLAIMED", "MINE", "OTHERS"];
const SHORTEST_SEARCH = 2; // characters, as the contract wants
const PAUSE_MS = 300; // after the last key, before it is searched

export function filters(queue, site) {
  const order = choice("order", ORDERS.map((each) => [each, say(`order_${each}`)]));
  const locale = choice("language", [["", say("any_language")], ...site.locales.map((each) => [each.locale, languageName(each.locale)])]);
  const claimed = choice("claimed", [["", say("claimed_any")], ...CLAIMS.map((each) => [each, say(`claimed_${each}`)])]);
  const text = make("input", { type: "search", id: "filter-text", maxlength: 100, dir: "auto", autocomplete: "off" });
  let pause;
  const apply = () => {
    clearTimeout(pause);
    const filter = {};
    if (locale.control.value) filter.locales = [locale.control.value];
    if (claimed.control.value) filter.claimed = claimed.control.value;
    if (Array.from(text.value.trim()).length >= SHORTEST_SEARCH) filter.text = text.value.trim();
    queue.choose({ order: order.control.value, filter }).catch(() => {});
  };
  for (const { control } of [order, locale, claimed]) control.addEventListener("change", apply);
  text.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(apply, PAUSE_MS);
  });
  return make(
    "details",
    { class: "filters" },
    make("summary", {}, say("filters")),
    make(
      "div",
      { class: "fields" },
      order.element,
      locale.element,
      claimed.element,
      make("div", {}, make("label", { for: "filter-text" }, say("search_text")), text),
    ),
  );
}

function choice(label, options) {
  const id = `filter-${label}`;
  const control = make("select", { id }, ...options.map(([value, text]) => make("option", { value }, text)));
  return { control, element: make("div", {}, make("label", { for: id }, say(label)), control) };
}
