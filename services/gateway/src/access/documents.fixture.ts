import {
  type DocumentNode,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql/index.js";
import { schema } from "../schema.ts";

/** Which types lie above, and whether a list does. */
type Way = { readonly above: readonly string[]; readonly inList: boolean };

/** What is told to everyone need not be followed far. */
const isPublic = ({ name }: GraphQLObjectType): boolean => name === "Region";

/** Every leaf of a type and what hangs on it; of a type that lies above already only the leaves. */
const selection = (type: GraphQLObjectType, { above, inList }: Way): string => {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (!isObjectType(below)) return [field.name];
    // The edges of a page are as many as were asked for. Lists in lists would cost more than one may ask.
    const isList = isListType(getNullableType(field.type)) && field.name !== "edges";
    if (above.includes(type.name) || (isList && inList) || (isPublic(type) && above.length > 0)) return [];
    return [`${field.name} ${selection(below, { above: [...above, type.name], inList: inList || isList })}`];
  });
  return `{ ${fields.join(" ")} }`;
};

export type Ask = { readonly root: string; readonly args: string };

const query = schema.getQueryType();

/** Asks a root field for everything that can be reached from it, through one list. */
export const documentOf = ({ root, args }: Ask): string => {
  const type = getNamedType(query?.getFields()[root]?.type);
  if (!isObjectType(type)) throw new Error(`${root} is not a root field that gives an object.`);
  return `{ ${root}(${args}) ${selection(type, { above: [], inList: false })} }`;
};

/** The object types that can be asked for, but for Query. */
export const objectTypes: readonly GraphQLObjectType[] = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => type !== query && !type.name.startsWith("__"));

export const rootFields: readonly string[] = Object.keys(query?.getFields() ?? {});

export const fieldsOf = (type: GraphQLObjectType): readonly string[] => Object.keys(type.getFields());

/** Which fields, as Type.field, a document asks for. */
export const fieldsIn = (text: string): readonly string[] => {
  const info = new TypeInfo(schema);
  const document: DocumentNode = parse(text);
  const found: string[] = [];
  visit(
    document,
    visitWithTypeInfo(info, { Field: ({ name }) => void found.push(`${info.getParentType()?.name}.${name.value}`) }),
  );
  return found;
};
