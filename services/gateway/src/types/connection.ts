import type { Page } from "@lianxiao/read-model";
import type { ObjectRef } from "@pothos/core";
import { builder } from "../builder.ts";
import type { GatewayContext } from "../context.ts";
import { cursorOf, type Place } from "../cursor.ts";
import { type Dated, type Moment, momentOf } from "../moment.ts";
import { defaultPageSize, listName, pageSizeOf, placeAfter } from "../page.ts";
import { Answer } from "./moment.ts";

type Edge<Row> = { readonly cursor: string; readonly node: Dated<Row> };
export type Connection<Row> = Dated<{ readonly edges: readonly Edge<Row>[]; readonly hasNextPage: boolean }>;

export const pageArguments = builder.args((t) => ({
  first: t.int({
    required: true,
    defaultValue: defaultPageSize,
    description: "本页条数，1 到 100。How many, from 1 to 100.",
  }),
  after: t.string({ description: "上一页的 endCursor。The endCursor of the page before." }),
}));

const PageInfo = builder.objectRef<Connection<unknown>>("PageInfo").implement({
  description: "分页信息。Where a page stands in its list.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean("hasNextPage", { description: "之后还有。Whether more follows." }),
    hasPreviousPage: t.boolean({
      description: "恒为 false：只向后翻页。Always false: lists are read forwards.",
      resolve: () => false,
    }),
    startCursor: t.string({
      nullable: true,
      description: "本页第一条的游标。Cursor of the first.",
      resolve: ({ edges }) => edges[0]?.cursor ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description: "本页最后一条的游标，供 after 使用。Cursor of the last, for `after`.",
      resolve: ({ edges }) => edges.at(-1)?.cursor ?? null,
    }),
  }),
});

type Words = { readonly edge: string; readonly connection: string };

/** The connection and edge types of a list of `node`s (Relay). */
export const connectionOf = <Row>(name: string, node: ObjectRef<SchemaTypesOf, Dated<Row>>, words: Words) => {
  const edge = builder.objectRef<Edge<Row>>(`${name}Edge`).implement({
    description: words.edge,
    fields: (t) => ({
      cursor: t.exposeString("cursor", { description: "游标。Cursor." }),
      node: t.field({
        type: node,
        description: "条目。The entry.",
        // The node type's rows are these by its declaration; Pothos asks whether they might be async, for any Row.
        resolve: (parent) => parent.node as never,
      }),
    }),
  });
  return builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    description: words.connection,
    interfaces: [Answer],
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: "本页条目。The entries of this page.",
        resolve: ({ edges }) => [...edges],
      }),
      pageInfo: t.field({ type: PageInfo, description: "分页信息。Paging.", resolve: (parent) => parent }),
    }),
  });
};

type SchemaTypesOf = typeof builder.$inferSchemaTypes;

type List = {
  readonly kind: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
  readonly knownAt?: Date | null | undefined;
};

type Ask<Row> = (paging: Moment & { readonly first: number; readonly after: string | undefined }) => Promise<Page<Row>>;

/** A page of a list. Pages after the first stay at the moment of the first, whatever has happened since. */
export const pageOf = async <Row>(list: List, context: GatewayContext, ask: Ask<Row>): Promise<Connection<Row>> => {
  const first = pageSizeOf(list.first);
  const { asOf, knownAt } = list;
  const name = listName(list.kind, context.principal.subject, {
    ...list.filter,
    asOf,
    knownAt: knownAt?.toISOString(),
  });
  const place = placeAfter(name, list.after);
  const moment = place ? momentAt(place) : await momentOf(list, context);
  const page = await ask({ ...moment, first, after: place?.key });
  const edges = page.nodes.map(({ cursor: key, ...row }) => ({
    cursor: cursorOf(name, { ...moment, key }),
    // What is left of a node without its cursor is the row.
    node: { ...(row as unknown as Row), moment },
  }));
  return { edges, hasNextPage: page.hasNextPage, moment };
};

const momentAt = ({ asOf, knownAt, knownAtTime }: Place): Moment => ({ asOf, knownAt, knownAtTime });
