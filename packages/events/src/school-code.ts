import { SchoolCode, type SchoolType } from "./vocabulary.ts";

/** The class digits (机构类别) that codes of a type begin with: the first two of the type, 《学校（机构）标识码编制规则》. */
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

/** Ten equal digits are a placeholder for an unknown code: no type of school has two equal class digits. */
export const isPlaceholder = (code: string): boolean => /^(\d)\1{9}$/.test(code);

/** A school code in a command. */
export const NewSchoolCode = SchoolCode.refine((code) => !isPlaceholder(code), {
  params: { code: "SCHOOL_CODE_PLACEHOLDER" },
});

export type CodeDoubt = "CODE_CLASS_DOUBTFUL" | "CODE_PROVINCE_DOUBTFUL" | "CODE_PROVINCE_UNKNOWN";

/** The properties of a school with which its code is compared. */
export type Coded = {
  readonly type: SchoolType;
  /** The digits of the school's province; undefined if its region is not known. */
  readonly province: string | undefined;
  readonly isProvince: (digits: string) => boolean;
};

/** The doubts about a well-formed code, by its two class digits and two province digits; it has no check digit. */
export const doubtsOf = (code: string, { type, province, isProvince }: Coded): readonly CodeDoubt[] => {
  const digits = code.slice(2, 4);
  const ofProvince = (): readonly CodeDoubt[] => {
    if (!isProvince(digits)) return ["CODE_PROVINCE_UNKNOWN"];
    return province === undefined || digits === province ? [] : ["CODE_PROVINCE_DOUBTFUL"];
  };
  return [...(code.startsWith(classDigits[type]) ? [] : (["CODE_CLASS_DOUBTFUL"] as const)), ...ofProvince()];
};
