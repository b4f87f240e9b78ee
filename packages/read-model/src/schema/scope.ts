/**
 * The relations of a reader to a subject, each with the view of the subjects that are so related to the reader, and its
 * key (`tables/access.sql`).
 */
export const relations = {
  /** Administers the school today, or did so last, or will be the first to. */
  school: { view: "school_in_scope", key: "school_id" },
  /** It is a group of the reader's region, or a school of the reader leads or is in it, or did once. */
  group: { view: "group_in_scope", key: "group_id" },
  /** Is responsible for the group today. */
  groupInCharge: { view: "group_in_charge", key: "group_id" },
} as const;

export type Relation = keyof typeof relations;

/** The reader has the relation to the subject that the column names. */
export type Rule<Name extends string = string> = {
  readonly [R in Relation]: { readonly [Only in R]: Name };
}[Relation];

/**
 * Who may read a table's rows: everybody; nobody but the projector; or whoever has one of the relations to a subject
 * that the row names.
 */
export type Scope<Name extends string = string> =
  | "public"
  | "internal"
  | Rule<Name>
  | { readonly either: readonly [Rule<Name>, Rule<Name>, ...Rule<Name>[]] };

type Related = { readonly column: string; readonly relation: Relation };

const isRelation = (name: string): name is Relation => name in relations;

/** The relations that a scope names, each with its column; none for a public or an internal one. */
export const relatedBy = (scope: Scope): readonly Related[] => {
  if (typeof scope === "string") return [];
  const rules = "either" in scope ? scope.either : [scope];
  return rules.flatMap((rule) =>
    Object.entries(rule).flatMap(([relation, column]) => (isRelation(relation) ? [{ relation, column }] : [])),
  );
};
