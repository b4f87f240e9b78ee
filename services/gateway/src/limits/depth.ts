import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql/index.js";
import { refused } from "../refused.ts";

const maxDepth = 12;

type Fragments = (name: string) => FragmentDefinitionNode | null | undefined;

/** Depths of fragments are kept, so that a document of nested spreads is walked once; a ring of spreads counts as flat. */
const depthOf = (set: SelectionSetNode | undefined, fragments: Fragments, known: Map<string, number>): number => {
  const depths = (set?.selections ?? []).map((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet, fragments, known);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentDepth(selection.name.value, fragments, known);
    // Introspection nests deeply by nature and has limits of its own in graphql-js.
    return selection.name.value.startsWith("__") ? 1 : 1 + depthOf(selection.selectionSet, fragments, known);
  });
  return depths.reduce((deepest, depth) => Math.max(deepest, depth), 0);
};

const fragmentDepth = (name: string, fragments: Fragments, known: Map<string, number>): number => {
  const found = known.get(name);
  if (found !== undefined) return found;
  known.set(name, 0);
  const depth = depthOf(fragments(name)?.selectionSet, fragments, known);
  known.set(name, depth);
  return depth;
};

/** Refuses operations nested deeper than 12 fields. */
export const depthRule = (context: ValidationContext): ASTVisitor => ({
  OperationDefinition: (operation) => {
    const depth = depthOf(operation.selectionSet, (name) => context.getFragment(name), new Map());
    if (depth > maxDepth) context.reportError(refused("QUERY_TOO_DEEP", { depth }));
  },
});
