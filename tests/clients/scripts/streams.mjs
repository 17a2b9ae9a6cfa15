// graphql-ws and graphql-sse have one interface; the client that is named is used for everything.
import { codesIn, exercise } from "./exercise.mjs";

const { client } = await import(`./documented/${process.argv[3]}`);

async function dataOf(query, variables) {
  for await (const { data, errors } of client.iterate({ query, variables })) {
    if (errors) throw errors;
    return data;
  }
}

await exercise({
  query: dataOf,
  mutate: dataOf,
  subscribe: (query, variables, { next, error }) =>
    client.subscribe({ query, variables }, { next: (result) => next(result.data), error, complete: () => {} }),
  codesOf: codesIn,
});
await client.dispose();
