// The console's words: its texts, times, shares and names of languages.

import { Words } from "../words.js";
import { TEXTS } from "./texts.js";

export const words = new Words(TEXTS, "en");
export const say = (key, values) => words.say(key, values);

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const STEPS = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Infinity, "year"],
];

/** How long ago a DateTime was, in words; what is less than a minute old was a moment ago. */
export function ago(text, now = Date.now()) {
  let amount = Math.max(0, (now - Date.parse(text)) / 1000);
  if (amount < 60) return say("moment_ago");
  for (const [size, unit] of STEPS) {
    if (amount < size) return RELATIVE.format(-Math.floor(amount), unit);
    amount /= size;
  }
  return text;
}

export const percent = (share) => `${Math.round(share * 100)} %`;

export const clock = (text) =>
  new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(text));

/** A language's name in English, for a moderator's controls. */
export function languageName(locale) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
