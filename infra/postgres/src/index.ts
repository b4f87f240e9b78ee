export { type Postgres, startPostgres } from "./start.ts";
