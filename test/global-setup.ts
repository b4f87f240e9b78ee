import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

export default (project: TestProject): void => {
  project.provide("databaseUrl", process.env.DATABASE_URL ?? "");
};
