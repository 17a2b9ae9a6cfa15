// GraphiQL on this server: operations to begin with, a token for each role of the demo, subscriptions by SSE.

import { TokenStore, Api } from "./api.js";

const { tokens } = JSON.parse(document.getElementById("page-data").textContent);

const EXAMPLES = [
  `# The newest articles, in two languages. Ctrl-Space completes, Ctrl-Enter runs.
query Feed($first: Int = 3) {
  articles(first: $first) {
    nodes {
      translation(locale: "en") { title summary }
      bengali: translation(locale: "bn") { title isFallback locale }
      authors { name }
      comments(first: 2) { nodes { authorName body } }
    }
  }
}`,
  `# One article, its paragraphs side by side.
query SideBySide {
  articles(first: 1) {
    nodes {
      parallelText(locales: ["en", "bn"]) { kind segments { locale text isOutdated } }
    }
  }
}`,
  `# What waits for a moderator, the riskiest first. Choose "moderator" above.
query Queue {
  queueCounts { queue count }
  moderationQueue(queue: PENDING, orderBy: RISK, first: 5) {
    nodes { id version body authorName moderation { risk findings { check message } } }
  }
}`,
  `# Changes of the queues, as they happen. Choose "moderator" above.
subscription QueueChanges {
  queueChanged { __typename }
}`,
];

function headersFor(role) {
  return tokens[role] ? JSON.stringify({ Authorization: `Bearer ${tokens[role]}` }, null, 2) : "";
}

/**
 * The operation that is meant: {kind, name}. GraphiQL tells the name of the tab before, or no longer the kind, where a tab
 * is run as soon as it is chosen; the text is always the present one.
 */
function chosen({ query, operationName }) {
  const text = query.replace(/#.*$/gm, "");
  const found = [...text.matchAll(/\b(query|mutation|subscription)\s+(\w+)\s*[({@]/g)];
  const named = found.find(([, , name]) => name === operationName) ?? (found.length === 1 ? found[0] : null);
  if (named) return { kind: named[1], name: named[2] };
  return { kind: /^\s*subscription\b/.test(text) ? "subscription" : "query", name: operationName };
}

/** Queries and mutations by POST; a subscription as an async iterator over server-sent events. */
function fetcher(given, { headers = {} } = {}) {
  const { kind, name } = chosen(given);
  const asked = { ...given, operationName: name };
  if (kind === "subscription") return follow(asked, headers);
  return fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify(asked),
    credentials: "omit",
  }).then((response) => response.json());
}

async function* follow(asked, headers) {
  const bearer = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "";
  const store = new TokenStore("galley-graphiql-unused");
  store.get = () => bearer.replace(/^Bearer /i, "") || null;
  const ended = new AbortController();
  const heard = [];
  let wake = () => {};
  new Api(store).follow(
    asked.query,
    asked.variables ?? {},
    (data) => {
      heard.push({ data });
      wake();
    },
    { signal: ended.signal },
  );
  try {
    for (;;) {
      while (heard.length) yield heard.shift();
      await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    ended.abort();
  }
}

const root = ReactDOM.createRoot(document.getElementById("main"));
const select = document.getElementById("role");
for (const role of Object.keys(tokens)) {
  const option = document.createElement("option");
  option.value = role;
  option.textContent = `the demo's ${role}`;
  select.append(option);
}

function show(role) {
  const needs = (query) => (query.includes('"moderator"') ? role || "moderator" : role);
  const shown = React.createElement(GraphiQL, {
    key: role,
    fetcher,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
    storage: { getItem: () => null, setItem() {}, removeItem() {}, clear() {}, length: 0 },
    defaultTabs: EXAMPLES.map((query) => ({ query, headers: headersFor(needs(query)) })),
  });
  // At once: who chooses a role and then a tab means the tab of the new role.
  ReactDOM.flushSync(() => root.render(shown));
}

select.addEventListener("change", () => show(select.value));
show("");
