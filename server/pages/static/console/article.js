// The article's paragraph that the comment is most likely about, in its language and in the moderator's.

import { make } from "../elements.js";
import { foreign } from "./item.js";
import { say } from "./words.js";

const WORD = /[\p{L}\p{M}\p{N}]{4,}/gu; // shorter words are in every paragraph
const READ = new Set(["PARAGRAPH", "QUOTE", "LIST"]);

const LINK = /\[([^\]]*)\]\([^)]*\)/g; // Markdown's: its words are enough here

const wordsOf = (text) => new Set((text ?? "").toLowerCase().match(WORD) ?? []);

/** The place of the block with the most words of the comment; the first where none has any. */
export function likeliest(body, blocks) {
  const said = wordsOf(body);
  let best = 0;
  let most = 0;
  blocks.forEach((block, place) => {
    const found = new Set(block.segments.flatMap((each) => [...wordsOf(each.text)].filter((word) => said.has(word))));
    if (found.size > most) [best, most] = [place, found.size];
  });
  return best;
}

/** One row of the parallel text at a time: the first language that has it, and the moderator's. */
export function paragraphs(comment, parallelText, preferences) {
  const blocks = parallelText.filter((each) => READ.has(each.kind) && each.segments.some((segment) => segment.text));
  if (!blocks.length) return make("p", { class: "hint" }, say("untranslated"));
  let place = likeliest(comment.body, blocks);
  const shown = make("div", { class: "pair" });
  const where = make("span", { class: "hint" });
  const step = (label, sign, by) =>
    make(
      "button",
      { type: "button", class: "quiet", "aria-label": say(label), onclick: () => show((place + by + blocks.length) % blocks.length) },
      sign,
    );
  const show = (at) => {
    place = at;
    shown.replaceChildren(...pair(blocks[place], preferences.locale));
    where.textContent = say("paragraph", { n: place + 1, all: blocks.length });
  };
  show(place);
  const steps = blocks.length > 1 ? [step("paragraph_previous", "↑", -1), step("paragraph_next", "↓", 1)] : [];
  const title = comment.article.translation;
  const link = title
    ? make("a", { href: `/${encodeURIComponent(title.locale)}/${encodeURIComponent(title.slug)}`, target: "_blank", rel: "noopener" }, say("article_open"))
    : null;
  const policy = make("a", { href: `#policy/${comment.article.id}` }, say("policy_of_article"));
  return make("div", {}, shown, make("p", { class: "steps" }, ...steps, where, link, policy));
}

function pair({ segments }, mine) {
  const own = segments.find((each) => each.locale === mine);
  const theirs = segments.find((each) => each.text && each.locale !== mine);
  const passages = [theirs, own].filter(Boolean);
  return passages.map((each) =>
    each.text
      ? make("blockquote", foreign(each, { class: "passage" }), each.text.replace(LINK, "$1"))
      : make("p", { class: "hint" }, say("untranslated")),
  );
}
