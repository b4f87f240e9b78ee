import type { SchoolType } from "./vocabulary.ts";

/** The class digits (机构类别) that codes of a type begin with. */
export const classDigits: Readonly<Record<SchoolType, string>> = {
  "211": "21",
  "218": "21",
  "311": "31",
  "312": "31",
  "321": "32",
  "341": "34",
  "342": "34",
  "345": "34",
};

export type CodeDoubt = "CODE_CLASS_DOUBTFUL" | "CODE_PROVINCE_DOUBTFUL";

/** What is doubtful of a possible code. */
export const doubtsOf = (
  code: string,
  { type, province }: { readonly type: SchoolType; readonly province: string | undefined },
): readonly CodeDoubt[] => [
  ...(code.startsWith(classDigits[type]) ? [] : (["CODE_CLASS_DOUBTFUL"] as const)),
  ...(province === undefined || code.slice(2, 4) === province ? [] : (["CODE_PROVINCE_DOUBTFUL"] as const)),
];
