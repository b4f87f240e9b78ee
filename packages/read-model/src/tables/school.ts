import type { Ownership, RegionCode, SchoolCode, SchoolId, SchoolType, UrbanRural } from "@lianxiao/events";
import { factTable } from "../fact.ts";
import { since } from "../period.ts";

type SchoolRow = {
  readonly school_id: SchoolId;
  readonly code: SchoolCode;
  readonly name: string;
  readonly type: SchoolType;
  readonly ownership: Ownership;
  readonly urban_rural: UrbanRural;
  readonly located_in: RegionCode;
  readonly administered_by: RegionCode;
  readonly counts_primary: boolean;
  readonly counts_junior: boolean;
};

const withPrimary: readonly SchoolType[] = ["211", "312", "345"];
const withJunior: readonly SchoolType[] = ["311", "312", "321", "341", "345"];
const stagesOf = (type: SchoolType) => ({
  counts_primary: withPrimary.includes(type),
  counts_junior: withJunior.includes(type),
});

export const school = factTable<SchoolRow, "school_id">({
  name: "school",
  subject: "school_id",
  on: {
    SchoolOpened: (facts, { schoolId, on, code, name, type, ownership, urbanRural, locatedIn, administeredBy }) =>
      facts.assert({ school_id: schoolId }, since(on), {
        code,
        name,
        type,
        ownership,
        urban_rural: urbanRural,
        located_in: locatedIn,
        administered_by: administeredBy,
        ...stagesOf(type),
      }),
    SchoolRenamed: (facts, { schoolId, on, name }) => facts.amend({ school_id: schoolId }, since(on), { name }),
    SchoolConverted: (facts, { schoolId, on, type, code, name }) =>
      facts.amend({ school_id: schoolId }, since(on), { type, code, name, ...stagesOf(type) }),
    SchoolReclassified: (facts, { schoolId, on, urbanRural }) =>
      facts.amend({ school_id: schoolId }, since(on), { urban_rural: urbanRural }),
    SchoolOwnershipChanged: (facts, { schoolId, on, ownership }) =>
      facts.amend({ school_id: schoolId }, since(on), { ownership }),
    SchoolHandedOver: (facts, { schoolId, on, administeredBy }) =>
      facts.amend({ school_id: schoolId }, since(on), { administered_by: administeredBy }),
    SchoolRelocated: (facts, { schoolId, on, locatedIn }) =>
      facts.amend({ school_id: schoolId }, since(on), { located_in: locatedIn }),
    StageTransferred: (facts, { schoolId, on, stage }) =>
      facts.amend(
        { school_id: schoolId },
        since(on),
        stage === "PRIMARY" ? { counts_primary: false } : { counts_junior: false },
      ),
    SchoolMerged: (facts, { schoolId, on }) => facts.retract({ school_id: schoolId }, since(on)),
    SchoolClosed: (facts, { schoolId, on }) => facts.retract({ school_id: schoolId }, since(on)),
  },
});
