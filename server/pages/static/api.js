// The GraphQL endpoint, as any frontend would speak with it: queries and mutations by POST, subscriptions by
// server-sent events. The token is kept in the browser and sent as a bearer token; no cookie is involved.

const ENDPOINT = "/graphql";
const RETRY_MS = [1000, 2000, 5000, 10000, 30000];

export class RequestFailed extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * A place in the browser for a token, by default for good; with "sessionStorage" it goes with the tab. Without storage
 * (a private window may forbid it) it lasts as long as the page.
 */
export class TokenStore {
  #key;
  #storage;
  #value = null;

  constructor(key, storage = "localStorage") {
    this.#key = key;
    this.#storage = storage;
  }

  get() {
    try {
      return window[this.#storage].getItem(this.#key) ?? this.#value;
    } catch {
      return this.#value;
    }
  }

  set(token) {
    this.#value = token;
    try {
      if (token === null) window[this.#storage].removeItem(this.#key);
      else window[this.#storage].setItem(this.#key, token);
    } catch {
      // kept in #value
    }
  }
}

export class Api {
  constructor(tokens) {
    this.tokens = tokens;
  }

  #headers(accept) {
    const headers = { "content-type": "application/json", accept };
    const token = this.tokens.get();
    if (token) headers.authorization = `Bearer ${token}`;
    return headers;
  }

  /** The data of an operation. Throws RequestFailed where it has errors, TypeError where the network fails. */
  async ask(query, variables = {}, { signal } = {}) {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      headers: this.#headers("application/graphql-response+json, application/json"),
      body: JSON.stringify({ query, variables }),
      signal,
    });
    if (response.status === 401) {
      this.tokens.set(null); // expired or revoked: go on as a guest
      throw new RequestFailed("UNAUTHENTICATED", "The token is no longer good.");
    }
    const answer = await response.json();
    if (answer.errors?.length) {
      const [first] = answer.errors;
      throw new RequestFailed(first.extensions?.code ?? "UNKNOWN", first.message);
    }
    return answer.data;
  }

  /** Calls `hear` with the data of each event until `signal` aborts; connects again, and calls `again` then. */
  async follow(query, variables, hear, { signal, again = () => {} }) {
    for (let failures = 0, isFirst = true; !signal.aborted; isFirst = false) {
      try {
        if (!isFirst) again();
        await this.#listen(query, variables, hear, signal, () => (failures = 0));
      } catch (error) {
        if (signal.aborted || error instanceof RequestFailed) return;
      }
      const pause = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #listen(query, variables, hear, signal, connected) {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      headers: this.#headers("text/event-stream"),
      body: JSON.stringify({ query, variables }),
      signal,
    });
    if (!response.ok || !response.body) throw new TypeError(`status ${response.status}`);
    connected();
    for await (const event of events(response.body)) {
      if (event.name === "complete") return;
      if (event.name !== "next") continue;
      const answer = JSON.parse(event.data);
      if (answer.errors?.length) throw new RequestFailed(answer.errors[0].extensions?.code, answer.errors[0].message);
      hear(answer.data);
    }
  }
}

/** Server-sent events of a stream of bytes. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const parts = rest.split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const event = { name: "message", data: "" };
      for (const line of part.split("\n")) {
        if (line.startsWith("event: ")) event.name = line.slice(7);
        if (line.startsWith("data: ")) event.data += line.slice(6);
      }
      yield event;
    }
  }
}

/** A key for a submission: the same when it is sent again, so that it is stored once. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
