// What graphql-ws makes of what a socket can bring beside answers. Each case prints what happened, in order.
import { createClient } from "graphql-ws";

const [, , operations, name, url, ...tokens] = process.argv;
const { read, follow, write, wrong } = JSON.parse(operations);
const happened = [];

function connected(options = {}) {
  let connections = 0;
  const client = createClient({
    url,
    connectionParams: () => ({ Authorization: `Bearer ${tokens[Math.min(connections++, tokens.length - 1)]}` }),
    retryAttempts: 0,
    ...options,
  });
  client.on("connected", () => happened.push("connected"));
  client.on("closed", ({ code, reason }) => happened.push(`closed ${code} ${reason}`));
  return client;
}

async function outcome(client, payload) {
  const results = [];
  try {
    for await (const result of client.iterate(payload)) results.push(result);
  } catch (problem) {
    return Array.isArray(problem) ? problem.map(({ extensions }) => extensions.code) : `closed ${problem.code}`;
  }
  return results;
}

const cases = {
  // A token that is not good: the operation is told, by the close code.
  async refused() {
    const client = connected();
    return { outcome: await outcome(client, { query: read.text, variables: read.variables }) };
  },

  // Many operations on one socket; what is wrong with one of them ends that one alone.
  async shared() {
    const client = connected({ lazy: false });
    const asked = [
      { query: read.text, variables: read.variables },
      { query: wrong.text },
      { query: read.text, variables: { ...read.variables, locale: "en" } },
      { query: read.text, operationName: "Nobody" },
    ];
    const outcomes = await Promise.all(asked.map((payload) => outcome(client, payload)));
    await client.dispose();
    return { outcomes };
  },

  // Of two subscriptions its client ends one: the server sends nothing more for that, and goes on with the other.
  async ended() {
    const client = connected({ lazyCloseTimeout: 1000 });
    const id = await articleId(client);
    const sent = [];
    client.on("message", ({ type, id, payload }) => {
      if (type === "next" && payload.data?.commentPublished) {
        sent.push({ id, body: payload.data.commentPublished.body });
      }
    });
    const idsOf = (word) => new Set(sent.filter(({ body }) => body.startsWith(word)).map(({ id }) => id));
    const subscribe = (which) =>
      client.subscribe({ query: follow.text, variables: { articleId: id } }, {
        next: () => {},
        error: (problem) => happened.push(`error ${problem}`),
        complete: () => happened.push(`complete ${which}`),
      });
    const stops = [subscribe("first"), subscribe("second")];
    await say(client, id, "both", () => idsOf("both").size === 2);
    stops[0]();
    await say(client, id, "one", () => idsOf("one").size > 0);
    await pause(300);
    const counts = { both: idsOf("both").size, one: idsOf("one").size };
    stops[1]();
    await client.dispose();
    return counts;
  },

  // The first token expires: the server closes, the client comes back with the second and goes on.
  async expired() {
    const client = connected({ lazyCloseTimeout: 1000, retryAttempts: 3, retryWait: async () => {} });
    const id = await articleId(client);
    const heard = [];
    const stop = client.subscribe({ query: follow.text, variables: { articleId: id } }, {
      next: ({ data }) => heard.push(data.commentPublished.body),
      error: (problem) => happened.push(`error ${problem}`),
      complete: () => {},
    });
    while (!happened.some((line) => line.startsWith("closed"))) await pause(50);
    await say(client, id, "after", () => heard.at(-1)?.startsWith("after"));
    stop();
    await client.dispose();
    return { heard: heard.at(-1) };
  },

  // The client asks whether the server is there.
  async alive() {
    const client = connected({ lazy: false, keepAlive: 50 });
    const pong = await new Promise((resolve) => client.on("pong", (received) => received && resolve(true)));
    await client.dispose();
    return { pong };
  },
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function articleId(client) {
  const [{ data }] = await outcome(client, { query: read.text, variables: read.variables });
  return data.article.id;
}

// Sends comments until what is waited for has come.
async function say(client, id, word, hasCome) {
  for (let round = 0; round < 40 && !hasCome(); round += 1) {
    const input = { articleId: id, body: `${word} ${process.pid} ${round}` };
    await outcome(client, { query: write.text, variables: { input } });
    for (let look = 0; look < 10 && !hasCome(); look += 1) await pause(50);
  }
}

console.log(JSON.stringify({ ...(await cases[name]()), happened }));
