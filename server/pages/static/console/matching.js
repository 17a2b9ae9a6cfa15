// Words of a list found in a text as the server finds them as written: whatever their case, accents or look-alike
// letters. What is spelled out letter by letter or stretched is left to the server (server/moderation/words).

const DROPPED =
  /[\p{Default_Ignorable_Code_Point}\u0640\u064B-\u0652\u0656-\u065F\u0670\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0334-\u0338\u20D2\u20D3\u20D8-\u20DA\u20E5\u20E6\u20EA\u20EB]/u;
const UNSPACED = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u3005\\u30FC";
const TOKEN = new RegExp(`[${UNSPACED}][${UNSPACED}\\p{M}]*|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
const EXTENDING = /^[\p{M}\u1160-\u11FF\uD7B0-\uD7FB]/u;
const SIGN = /[^\p{L}\p{M}\p{N}\p{Z}\s\p{Pd}'\u2018\u2019.,_/:]/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;

const zip = (from, to) => Array.from(from, (char, index) => [char, to[index]]);
const LOOKALIKES = new Map([
  ...zip("авгеһіјкмнопрстухѕьӏԁԛԝѵ", "abrehijkmhonpctyxsbldqwv"),
  ...zip("αγεηικμνορτυχω", "ayenikuvoptuxw"),
]);
const CAPITALS = new Map([
  ...zip("АВЕЅІЈКМНОРСТУХԚԜ", "abesijkmhopctyxqw"),
  ...zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"),
]);

/** Letters as they are compared, each with the place in the text (in code points) that it came from. */
function folded(text) {
  const chars = [];
  Array.from(text).forEach((point, origin) => {
    for (const base of point.normalize("NFKD")) {
      for (const char of base.toLowerCase().replace("ß", "ss").replace("ς", "σ").normalize("NFKD")) {
        if (DROPPED.test(char)) continue;
        chars.push({ char, latin: CAPITALS.get(base) ?? LOOKALIKES.get(char) ?? char, origin });
      }
    }
  });
  return chars;
}

/** Runs of letters; inside one with Latin letters, look-alikes are read as Latin. */
function tokens(chars) {
  const text = chars.map((each) => each.char).join("");
  const places = []; // UTF-16 place -> index among the letters
  chars.forEach((each, index) => places.push(...Array(each.char.length).fill(index)));
  return Array.from(text.matchAll(TOKEN), (match) => {
    const part = chars.slice(places[match.index], places[match.index + match[0].length - 1] + 1);
    const isMixed = part.some((each) => /[a-z]/.test(each.char));
    return part.map((each) => ({ char: isMixed ? each.latin : each.char, origin: each.origin }));
  });
}

const SPACE = { char: " ", origin: -1 };

/** Every place in the text where an entry of the list stands: {entry, start, end} in code points. */
export function matches(entries, text) {
  const chars = folded(text);
  const stream = [SPACE, ...tokens(chars).flatMap((each) => [...each, SPACE])];
  const found = entries.flatMap((entry) => (SIGN.test(bare(entry)) ? signs(entry, chars) : phrase(entry, stream)));
  // Of several that end at one place the longest is told, as the server does.
  const longest = found.filter((each) => !found.some((other) => other.last === each.last && other.length > each.length));
  const placed = new Map(longest.map((each) => [`${each.start} ${each.end}`, each]));
  return [...placed.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

const bare = (entry) => entry.trim().replace(/^\*+|\*+$/g, "").trim();

function phrase(entry, stream) {
  const words = tokens(folded(bare(entry))).map((each) => each.map(({ char }) => char).join(""));
  if (!words.length) return [];
  const goesBack = entry.trim().startsWith("*") || STARTS_UNSPACED.test(words[0]);
  const goesOn = entry.trim().endsWith("*") || STARTS_UNSPACED.test(words.at(-1));
  const wanted = Array.from(`${goesBack ? "" : " "}${words.join(" ")}${goesOn ? "" : " "}`);
  return places(wanted, stream)
    .filter((place) => !goesOn || !EXTENDING.test(stream[place + wanted.length]?.char ?? ""))
    .map((place) => ({
      ...span(entry, stream.slice(place, place + wanted.length)),
      last: place + wanted.length,
      length: wanted.length,
    }));
}

/** An entry with other signs is sought as it is written. */
function signs(entry, chars) {
  const wanted = folded(bare(entry)).map((each) => each.char);
  const [goesBack, goesOn] = [entry.trim().startsWith("*"), entry.trim().endsWith("*")];
  const isPart = (one, other) => Boolean(one && other && WORD.test(one.char) && WORD.test(other.char));
  return places(wanted, chars)
    .filter((place) => goesBack || !isPart(chars[place], chars[place - 1]))
    .filter((place) => goesOn || !isPart(chars[place + wanted.length - 1], chars[place + wanted.length]))
    .map((place) => ({ ...span(entry, chars.slice(place, place + wanted.length)), last: NaN, length: wanted.length }));
}

function places(wanted, within) {
  const found = [];
  if (!wanted.length) return found;
  for (let place = 0; place + wanted.length <= within.length; place += 1) {
    if (wanted.every((char, index) => within[place + index].char === char)) found.push(place);
  }
  return found;
}

function span(entry, letters) {
  const origins = letters.map((each) => each.origin).filter((each) => each >= 0);
  return { entry, start: Math.min(...origins), end: Math.max(...origins) + 1 };
}
