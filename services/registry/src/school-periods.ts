import { Campus, CampusKey, endOf, newlyEffective, period, SchoolId, Until } from "@lianxiao/events";
import { aSchool, routesOf } from "@lianxiao/service";
import { z } from "zod";
import { schoolCategory } from "./school.ts";

// An end and a new beginning that are recorded late: one without the other would contradict later records.

const route = routesOf(schoolCategory);

/** The school's restoration after an end that was recorded late, with the campuses that it had. */
const restoredOn = (body: Parameters<typeof endOf>[0], schoolId: string) =>
  endOf(body).map((dated) => ({ type: "SchoolRestored", data: { ...dated, schoolId } }) as const);

export const mergeSchool = route({
  summary: [
    "学校并入他校；until 为补录已恢复独立的并入",
    "Merge a school into another; with `until` a merger that was missed, after which the school was restored",
  ],
  body: period(z.strictObject({ ...newlyEffective, intoSchoolId: SchoolId, until: Until })),
  action: "merge-school",
  targets: ({ id, body }) => ({ school: aSchool(id), into: aSchool(body.intoSchoolId) }),
  says: ({ id: schoolId, body: { until, ...body } }) => [
    { type: "SchoolMerged", data: { ...body, schoolId } },
    ...restoredOn({ ...body, until }, schoolId),
  ],
});

export const closeSchool = route({
  summary: [
    "撤销学校；until 为补录已恢复的撤销",
    "Close a school; with `until` a closing that was missed, after which the school was restored",
  ],
  body: period(z.strictObject({ ...newlyEffective, until: Until })),
  action: "change-school",
  targets: ({ id }) => ({ school: aSchool(id) }),
  says: ({ id: schoolId, body: { until, ...body } }) => [
    { type: "SchoolClosed", data: { ...body, schoolId } },
    ...restoredOn({ ...body, until }, schoolId),
  ],
});

export const openCampus = route({
  summary: [
    "增设校区；until 为补录已撤销的校区",
    "Open a campus; with `until` one that was missed and has been closed",
  ],
  body: period(z.strictObject({ ...newlyEffective, campus: Campus, until: Until })),
  action: "change-school",
  targets: ({ id }) => ({ school: aSchool(id) }),
  says: ({ id: schoolId, body: { until, ...body } }) => [
    { type: "CampusOpened", data: { ...body, schoolId } },
    ...endOf({ ...body, until }).map(
      (dated) => ({ type: "CampusClosed", data: { ...dated, schoolId, key: body.campus.key } }) as const,
    ),
  ],
});

export const closeCampus = route({
  summary: [
    "撤销校区；until 为补录已恢复的撤销",
    "Close a campus; with `until` a closing that was missed, after which the campus was opened again",
  ],
  body: period(z.strictObject({ ...newlyEffective, key: CampusKey, until: Until })),
  action: "change-school",
  targets: ({ id }) => ({ school: aSchool(id) }),
  says: ({ id: schoolId, body: { until, ...body }, own }) => {
    const { key } = body;
    // An unknown campus has no name to open again with; the closing is refused anyway.
    const name = own.on(body.on)?.campuses[key];
    const again =
      name === undefined ? [] : endOf({ ...body, until }).map((dated) => ({ ...dated, campus: { key, name } }));
    return [
      { type: "CampusClosed", data: { ...body, schoolId } },
      ...again.map((data) => ({ type: "CampusOpened", data: { ...data, schoolId } }) as const),
    ];
  },
});
