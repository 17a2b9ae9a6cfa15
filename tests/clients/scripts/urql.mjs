// With the client that is named: urql.mjs follows by server-sent events, urql_socket.mjs by WebSocket.
import { exercise, codesIn } from "./exercise.mjs";

const { client } = await import(`./documented/${process.argv[3]}`);

async function dataOf(answering) {
  const { data, error } = await answering.toPromise();
  if (error) throw error;
  return data;
}

await exercise({
  query: (text, variables) => dataOf(client.query(text, variables)),
  mutate: (text, variables) => dataOf(client.mutation(text, variables)),
  subscribe: (text, variables, { next, error }) => {
    const following = client
      .subscription(text, variables)
      .subscribe((result) => (result.error ? error(result.error) : next(result.data)));
    return () => following.unsubscribe();
  },
  codesOf: (refusal) => codesIn(refusal.graphQLErrors),
});
