// graphql-request has no subscriptions: graphql-sse stands beside it, as docs/clients.md says.
import { client, events } from "./documented/graphql_request.mjs";
import { codesIn, exercise } from "./exercise.mjs";

await exercise({
  query: (text, variables) => client.request(text, variables),
  mutate: (text, variables) => client.request(text, variables),
  subscribe: (query, variables, { next, error }) =>
    events.subscribe({ query, variables }, { next: (result) => next(result.data), error, complete: () => {} }),
  codesOf: (refusal) => codesIn(refusal.response.errors),
});
events.dispose();
