// Single keys by their place on the keyboard (KeyboardEvent.code), so that they are the same under every layout.

const WRITTEN_IN = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const REPEATING = new Set(["KeyJ", "KeyK"]);

export class Keys {
  #layers = [new Map()];

  constructor(isOn) {
    this.isOn = isOn;
    document.addEventListener("keydown", (event) => this.#hear(event));
  }

  /** `act` is called when the key is pressed alone; a later layer takes all keys until it is taken away. */
  bind(code, act) {
    this.#layers[0].set(code, act);
  }

  layer(acts) {
    const layer = new Map(acts);
    this.#layers.push(layer);
    return () => {
      this.#layers = this.#layers.filter((each) => each !== layer);
    };
  }

  /** Forgets what is bound: another section of the console is shown. */
  clear() {
    this.#layers = [new Map()];
  }

  #hear(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    if (event.ctrlKey || event.metaKey || event.altKey || !this.isOn()) return;
    if (event.target instanceof Element && event.target.closest(WRITTEN_IN)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.repeat && !REPEATING.has(event.code)) return;
    const act = this.#layers.at(-1).get(nameOf(event));
    if (!act) return;
    event.preventDefault();
    act(event);
  }
}

/** The key's place; "Help" for the question mark wherever a layout has it, and for Shift with the key left of the right Shift. */
function nameOf(event) {
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "Help";
  return event.shiftKey ? `Shift+${event.code}` : event.code;
}
