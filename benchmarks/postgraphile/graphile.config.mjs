// PostGraphile 5 on Galley's tables, read only, as its documents set it up for production.
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

/** @type {GraphileConfig.Preset} */
export default {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["NodePlugin"],
  pgServices: [
    makePgService({
      connectionString: process.env.BENCH_POSTGRES_URL,
      schemas: ["public", "bench_postgraphile"],
      poolConfig: { max: 8 },
    }),
  ],
  schema: { defaultBehavior: "-insert -update -delete" },
  grafserv: {
    host: "127.0.0.1",
    port: Number(process.env.PORT),
    graphqlPath: "/graphql",
    graphiql: false,
    watch: false,
    websockets: false,
  },
};
