// What the schema-relay rules of graphql-eslint have against a schema: a list of rule and message.
import eslintForGraphQL from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { basename, dirname } from "node:path";

const schema = process.argv[2];
const options = { "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }] };
const eslint = new ESLint({
  cwd: dirname(schema),
  overrideConfigFile: true,
  overrideConfig: {
    files: ["*.graphql"],
    languageOptions: {
      parser: eslintForGraphQL.parser,
      parserOptions: { graphQLConfig: { schema } },
    },
    plugins: { "@graphql-eslint": eslintForGraphQL },
    rules: { ...eslintForGraphQL.configs["flat/schema-relay"].rules, ...options },
  },
});
const [linted] = await eslint.lintFiles([basename(schema)]);
console.log(JSON.stringify(linted.messages.map(({ ruleId, line, message }) => ({ ruleId, line, message }))));
