import type { ASTVisitor, ValidationContext } from "graphql/index.js";
import { refused } from "../refused.ts";

const maxAliases = 30;

/** Refuses documents that ask for the same field over and over under other names. */
export const aliasRule = (context: ValidationContext): ASTVisitor => {
  let aliases = 0;
  return {
    Field: (field) => {
      if (field.alias) aliases += 1;
    },
    Document: {
      leave: () => {
        if (aliases > maxAliases) context.reportError(refused("TOO_MANY_ALIASES", { aliases }));
      },
    },
  };
};
