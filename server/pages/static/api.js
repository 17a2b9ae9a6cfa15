// The GraphQL endpoint, as any frontend would speak with it: queries and mutations by POST, subscriptions by
// server-sent events. Readers send a bearer token, kept in the browser; moderators have a session.

const ENDPOINT = "/graphql";
const SESSION = "/session";
const RETRY_MS = [1000, 2000, 5000, 10000, 30000];

export class RequestFailed extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** A place in the browser for a token; without storage (a private window may forbid it) it lasts as long as the page. */
export class TokenStore {
  /** A session of the console in the same browser is not this page's: its cookie is left out. */
  credentials = "omit";
  #key;
  #value = null;

  constructor(key) {
    this.#key = key;
  }

  get() {
    try {
      return localStorage.getItem(this.#key) ?? this.#value;
    } catch {
      return this.#value;
    }
  }

  set(token) {
    this.#value = token;
    try {
      if (token === null) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, token);
    } catch {
      // kept in #value
    }
  }

  headers() {
    const token = this.get();
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  /** From here on as a guest. */
  lost() {
    this.set(null);
  }
}

/**
 * The site's own session: a cookie that no script can read, begun with a token. Whatever changes something proves beside
 * it that this page asks, and not another that the browser shows as well.
 */
export class Session {
  credentials = "same-origin";
  #proof;

  constructor(proof) {
    this.#proof = proof;
  }

  /** The one that the browser has, or null. */
  static async present() {
    return Session.#of(await fetch(SESSION));
  }

  /** Null where the token is not good. */
  static async begin(token) {
    return Session.#of(await fetch(SESSION, { method: "POST", headers: { authorization: `Bearer ${token}` } }));
  }

  static async #of(response) {
    if (response.status === 401) return null;
    if (!response.ok) throw new TypeError(`status ${response.status}`);
    return new Session((await response.json()).csrfToken);
  }

  headers() {
    return { "x-galley-csrf": this.#proof };
  }

  /** The server has told the browser to drop the cookie. */
  lost() {}

  async end() {
    await fetch(SESSION, { method: "DELETE", headers: this.headers() });
  }
}

/** `identity` is a TokenStore or a Session: what says who asks. */
export class Api {
  constructor(identity) {
    this.identity = identity;
  }

  #options(accept, body, signal) {
    const headers = { "content-type": "application/json", accept, ...this.identity.headers() };
    return { method: "POST", headers, body: JSON.stringify(body), signal, credentials: this.identity.credentials };
  }

  /** The data of an operation. Throws RequestFailed where it has errors, TypeError where the network fails. */
  async ask(query, variables = {}, { signal } = {}) {
    const accept = "application/graphql-response+json, application/json";
    const response = await fetch(ENDPOINT, this.#options(accept, { query, variables }, signal));
    if (response.status === 401) {
      this.identity.lost(); // expired or revoked
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
    const response = await fetch(ENDPOINT, this.#options("text/event-stream", { query, variables }, signal));
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
