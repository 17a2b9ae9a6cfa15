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

/** Queries and mutations by POST; a subscription as an async iterator over server-sent events. */
function fetcher(asked, options = {}) {
  const headers = options.headers ?? {};
  const definition = options.documentAST?.definitions.find(
    (each) => each.kind === "OperationDefinition" && (!asked.operationName || each.name?.value === asked.operationName),
  );
  if (definition?.operation === "subscription") return follow(asked, headers);
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
  root.render(
    React.createElement(GraphiQL, {
      key: role,
      fetcher,
      defaultEditorToolsVisibility: "headers",
      shouldPersistHeaders: false,
      storage: { getItem: () => null, setItem() {}, removeItem() {}, clear() {}, length: 0 },
      defaultTabs: EXAMPLES.map((query) => ({ query, headers: headersFor(needs(query)) })),
    }),
  );
}

select.addEventListener("change", () => show(select.value));
show("");
