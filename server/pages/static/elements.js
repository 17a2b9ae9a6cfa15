// Elements without a framework: make("p", {class: "said", dir: "auto"}, "text", child).

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

/** HTML that the server has sanitised (bodyHtml), and nothing else. */
export function sanitised(html, attributes = {}) {
  const element = make("div", attributes);
  element.innerHTML = html;
  return element;
}
