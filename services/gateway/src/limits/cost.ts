import type { ApolloServerPlugin } from "@apollo/server";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql/index.js";
import type { GatewayContext } from "../context.ts";
import { pageSizeOf } from "../page.ts";
import { refused } from "../refused.ts";

const maxCost = 20_000;
/** What a list without a page size is taken to hold, unless its field or its type says otherwise. */
const listSize = 20;
/**
 * What a list of these types is taken to hold, unless its field says otherwise: as many as the largest region has below
 * it (Chongqing its 38 counties; a province has at most 26, a city 26), and for rates what the region runs itself.
 */
const sizesOfTypes: Readonly<Record<string, number>> = { Region: 38, CoverageOfPart: 39 };

/** What our own schema says of a field in its extensions. */
type Priced = { readonly cost?: number; readonly size?: number };

type Walk = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly known: Map<string, number>;
};

/** Where fields are asked for: their type, and the page size of the connection that this is, if it is one. */
type Place = { readonly type: string; readonly page?: number };

type Asked = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
};

/**
 * What a validated operation costs: the sum over fields of their weight times the sizes of the pages around them, with
 * the real variables. A list without a page counts as its field's or its type's usual size, so that regions below regions
 * cost a factor of 38 a level. Throws PAGE_SIZE_INVALID first, since a negative page would otherwise make other fields cheaper.
 */
export const costOf = ({ schema, document, operation, variables }: Asked): number => {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  // Variables that cannot be read end the operation before any resolver runs.
  if (coerced === undefined) return 0;
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  return costOfSet(
    operation.selectionSet,
    { type: root.name },
    { schema, fragments, variables: coerced, known: new Map() },
  );
};

const costOfSet = (set: SelectionSetNode, place: Place, walk: Walk): number =>
  set.selections.reduce((sum, node) => {
    if (node.kind === Kind.FIELD) return sum + costOfField(node, place, walk);
    if (node.kind === Kind.FRAGMENT_SPREAD)
      return sum + costOfFragment(walk.fragments.get(node.name.value), place, walk);
    return sum + costOfSet(node.selectionSet, { ...place, type: node.typeCondition?.name.value ?? place.type }, walk);
  }, 0);

const costOfFragment = (fragment: FragmentDefinitionNode | undefined, place: Place, walk: Walk): number => {
  if (fragment === undefined) return 0;
  // Kept, so that fragments that spread each other twice a level are not walked a power of two times.
  const key = `${fragment.name.value} ${place.page}`;
  const cost =
    walk.known.get(key) ??
    costOfSet(fragment.selectionSet, { ...place, type: fragment.typeCondition.name.value }, walk);
  walk.known.set(key, cost);
  return cost;
};

const costOfField = (node: FieldNode, { type, page }: Place, walk: Walk): number => {
  const parent = walk.schema.getType(type);
  const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
  // Introspection is bounded by graphql-js.
  if (field === undefined) return 0;
  const { cost: weight = 1, size } = field.extensions as Priced;
  const asked = pageSize(field, node, walk);
  if (node.selectionSet === undefined) return weight;
  const { name } = getNamedType(field.type);
  const entries = isListType(getNullableType(field.type)) ? (page ?? size ?? sizesOfTypes[name] ?? listSize) : 1;
  const below = { type: name, ...(asked !== undefined && { page: asked }) };
  return weight + entries * costOfSet(node.selectionSet, below, walk);
};

const pageSize = (field: GraphQLField<unknown, unknown>, node: FieldNode, walk: Walk): number | undefined => {
  if (!field.args.some(({ name }) => name === "first")) return undefined;
  const { first } = getArgumentValues(field, node, walk.variables);
  if (typeof first !== "number") throw refused("PAGE_SIZE_INVALID");
  return pageSizeOf(first);
};

/** Refuses an operation that would cost more than 20,000, and says in `extensions.cost` what one costs. */
export const costLimit: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async ({ schema }) => {
    let cost: number | undefined;
    return {
      didResolveOperation: async ({ document, operation, request: { variables = {} } }) => {
        if (operation === undefined) return;
        cost = costOf({ schema, document, operation, variables });
        if (cost > maxCost) throw refused("QUERY_TOO_COSTLY", { cost, maxCost });
      },
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind === "single" && cost !== undefined)
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
      },
    };
  },
};
