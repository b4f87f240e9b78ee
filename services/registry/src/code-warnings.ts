import { doubtsOf, type SchoolCode, type SchoolType } from "@lianxiao/events";
import type { Warning } from "@lianxiao/service";

/** What is doubtful of a possible school code: class digits of another type, province digits of another region. */
export const codeWarnings = (
  code: SchoolCode,
  { type, region }: { readonly type: SchoolType; readonly region: string | undefined },
): readonly Warning[] =>
  doubtsOf(code, { type, province: region?.slice(0, 2) }).map((doubt) => ({ code: doubt, pointer: "/code" }));
