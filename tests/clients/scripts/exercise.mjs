// What every client is asked to do: to read, to follow, to write, and to tell what the server refuses. Each brings four
// functions: `query` and `mutate` promise data, `subscribe` calls `next` with data or `error`, and returns a function
// that ends it; `codesOf` takes what `query` was rejected with. A stranger, whose token is not good, only tries to read.
const { read, write, follow, wrong } = JSON.parse(process.argv[2]);
const isStranger = process.argv[4] === "stranger";

const ROUNDS = 40;
const ROUND_MILLISECONDS = 500;

export async function exercise({ query, mutate, subscribe, codesOf }) {
  if (isStranger) return print({ refused: await query(read.text, read.variables).then(() => [], codesOf) });
  const found = await query(read.text, read.variables);
  const articleId = found.article.id;
  const { written, told } = await followed(articleId, { mutate, subscribe });
  const refused = await query(wrong.text, {}).then(() => [], codesOf);
  print({ found, written, told, refused });
}

// A client does not say when the server has begun to follow: comments are sent until one is told.
function followed(articleId, { mutate, subscribe }) {
  return new Promise((resolve, reject) => {
    const written = [];
    const told = [];
    let heard = () => {};
    const stop = subscribe(follow.text, { articleId }, {
      next: (data) => { told.push(data); heard(); },
      error: reject,
    });
    const rounds = async () => {
      while (!told.length && written.length < ROUNDS) {
        const body = `${write.body} ${process.pid}-${written.length}`;
        written.push(await mutate(write.text, { input: { articleId, body } }));
        if (!told.length) await within(ROUND_MILLISECONDS, (done) => { heard = done; });
      }
      stop();
      resolve({ written, told });
    };
    rounds().catch(reject);
  });
}

function within(milliseconds, start) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    start(() => { clearTimeout(timer); resolve(); });
  });
}

// Some clients ask for __typename beside what they are told to ask for.
export function print(value) {
  console.log(JSON.stringify(value, (key, inner) => (key === "__typename" ? undefined : inner)));
}

export const codesIn = (errors) => errors.map((error) => error.extensions.code);
