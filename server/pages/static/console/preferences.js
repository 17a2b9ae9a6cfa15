// What a moderator has chosen, kept in this browser.

const KEY = "galley-console-preferences";
const DEFAULTS = { locale: null, foldsSevere: true, usesKeys: true, claimsOnSight: false };

export class Preferences extends EventTarget {
  #values;

  constructor(site) {
    super();
    this.#values = { ...DEFAULTS, ...stored() };
    const known = site.locales.map((each) => each.locale);
    if (!known.includes(this.#values.locale)) this.#values.locale = liked(known) ?? site.defaultLocale;
  }

  get locale() {
    return this.#values.locale;
  }

  get foldsSevere() {
    return this.#values.foldsSevere;
  }

  get usesKeys() {
    return this.#values.usesKeys;
  }

  get claimsOnSight() {
    return this.#values.claimsOnSight;
  }

  set(changes) {
    Object.assign(this.#values, changes);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values));
    } catch {
      // they last as long as the page
    }
    this.dispatchEvent(new Event("changed"));
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** The browser's first language that the site has, also where it is of another region. */
function liked(known) {
  for (const wish of navigator.languages) {
    const found = known.find((each) => each === wish) ?? known.find((each) => each.split("-")[0] === wish.split("-")[0]);
    if (found) return found;
  }
  return null;
}
