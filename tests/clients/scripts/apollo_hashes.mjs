// The same query twice, by hash: what was sent each time, and what came.
import { gql } from "@apollo/client";
import { client } from "./documented/apollo_hashes.mjs";
import { print } from "./exercise.mjs";

const { read } = JSON.parse(process.argv[2]);
const sent = [];
const untold = globalThis.fetch;
globalThis.fetch = (address, init) => {
  const { query, extensions } = JSON.parse(init.body);
  sent.push({ hasText: query !== undefined, hasHash: "persistedQuery" in extensions });
  return untold(address, init);
};
const ask = async () =>
  (await client.query({ query: gql(read.text), variables: read.variables, fetchPolicy: "no-cache" })).data;
print({ first: await ask(), second: await ask(), sent });
client.stop();
