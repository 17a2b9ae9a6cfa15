// A comment's text with what the checks found in it: as text and marks, never as markup.

import { make } from "../elements.js";
import { say } from "./words.js";

/** What shows nothing where it stands. The joiners that Bengali, Arabic and emoji need are not among them. */
const UNSEEN = /[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]/u;
const UNSEEN_RUNS = new RegExp(`(${UNSEEN.source})`, "u");

/**
 * The body in pieces, each with the numbers of the findings that lie on it. Spans are in code points, their end
 * exclusive; what lies beyond the text is cut off.
 */
export function pieces(body, findings) {
  const points = Array.from(body);
  const cuts = new Set([0, points.length]);
  const spans = [];
  findings.forEach((finding, number) => {
    for (const span of finding.spans) {
      const start = Math.max(0, Math.min(span.start, points.length));
      const end = Math.max(start, Math.min(span.end, points.length));
      if (end === start) continue;
      cuts.add(start).add(end);
      spans.push({ start, end, number });
    }
  });
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => {
    const end = places[index + 1];
    const covering = spans.filter((each) => each.start <= start && end <= each.end);
    return {
      text: points.slice(start, end).join(""),
      findings: [...new Set(covering.map((each) => each.number))],
      ends: covering.filter((each) => each.end === end).map((each) => each.number),
    };
  });
}

/** Text nodes and marks. A mark's numbers, at its end, are those of the findings listed below the text. */
export function marked(body, findings) {
  return pieces(body, findings).flatMap(({ text, findings: on, ends }) => {
    if (!on.length) return shown(text);
    const mark = make("mark", { "data-findings": on.join(" ") }, ...shown(text));
    if (ends.length) mark.append(make("sup", {}, ends.map((each) => each + 1).join(",")));
    return [mark];
  });
}

function shown(text) {
  return text
    .split(UNSEEN_RUNS)
    .filter(Boolean)
    .map((part) => (UNSEEN.test(part) ? unseen(part) : document.createTextNode(part)));
}

function unseen(character) {
  const name = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return make("bdi", { class: "unseen-character", title: say("hidden_character") }, name);
}
