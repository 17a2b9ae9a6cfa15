// The page's words, with numbers and plurals as its language has them.

export class Words {
  #texts;
  #plurals;
  #numbers;

  constructor(texts, language) {
    this.#texts = texts;
    this.language = language;
    this.#plurals = new Intl.PluralRules(language);
    // Arabic newsrooms print 0-9, as the notices do; Bengali has digits of its own.
    this.#numbers = new Intl.NumberFormat(language === "ar" ? "ar-u-nu-latn" : language);
  }

  say(key, values = {}) {
    let text = this.#texts[key];
    if (typeof text === "object") text = text[this.#plurals.select(values.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? this.#numbers.format(value) : String(value);
    });
  }

  moment(text) {
    const format = this.language === "ar" ? "ar-u-nu-latn" : this.language;
    return new Intl.DateTimeFormat(format, { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
  }
}

const GRAPHEMES = "Segmenter" in Intl ? new Intl.Segmenter() : null;

/** Characters as a reader counts them: যা is one, so is 👩‍👩‍👧. */
export function countCharacters(text) {
  if (!GRAPHEMES) return Array.from(text).length;
  let count = 0;
  for (const _ of GRAPHEMES.segment(text)) count += 1;
  return count;
}
