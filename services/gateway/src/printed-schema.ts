import { lexicographicSortSchema, printSchema } from "graphql/index.js";
import { schema } from "./schema.ts";

/** The contract as clients read it; kept in the repository so that every change of it shows in review. */
export const schemaFile = new URL("../schema.graphql", import.meta.url);

export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
