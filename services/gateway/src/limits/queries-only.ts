import type { ASTVisitor, ValidationContext } from "graphql/index.js";
import { refused } from "../refused.ts";

/** Without this rule graphql-js finds out only when it executes that there is nothing to execute. */
export const queriesOnlyRule = (context: ValidationContext): ASTVisitor => ({
  OperationDefinition: ({ operation }) => {
    if (operation !== "query") context.reportError(refused("QUERIES_ONLY"));
  },
});
