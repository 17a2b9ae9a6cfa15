import { gql } from "@apollo/client";
import { client } from "./documented/apollo.mjs";
import { codesIn, exercise } from "./exercise.mjs";

await exercise({
  query: async (text, variables) => (await client.query({ query: gql(text), variables })).data,
  mutate: async (text, variables) => (await client.mutate({ mutation: gql(text), variables })).data,
  subscribe: (text, variables, { next, error }) => {
    const following = client.subscribe({ query: gql(text), variables }).subscribe({
      next: (result) => (result.error ? error(result.error) : next(result.data)),
      error,
    });
    return () => following.unsubscribe();
  },
  codesOf: (refusal) => codesIn(refusal.errors),
});
client.stop();
