import type { System } from "./system.ts";

/**
 * Creates the district of a bureau in an empty system: `count` primary schools, all in one approved group. Queries
 * about it must wait for `position`, that of the last command.
 */
export const foundDistrict = async (
  system: System,
  { account = "bureau-330108", count = 4, tightness = "LOOSE", serial = 0 } = {},
) => {
  const region = account.slice(-6);
  const schools: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const code = `21${region.slice(0, 2)}${String(serial + number).padStart(6, "0")}`;
    const { id } = await system.done(account, "school/open-school", {
      code,
      name: `示例小学${serial + number}`,
      type: "211",
      ownership: "PUBLIC",
      urbanRural: "111",
      locatedIn: region,
      administeredBy: region,
      on: "2010-09-01",
    });
    schools.push(id);
  }
  const [lead = "", ...members] = schools;
  const { id: groupId } = await system.done(account, "group/draft-group", {
    name: `示例集团${serial}`,
    kind: "GROUP",
    leadSchoolId: lead,
    region,
    tightness,
  });
  let { position } = await system.done(account, `group/${groupId}/approve-group`, { on: "2015-09-01" });
  for (const member of members)
    ({ position } = await system.done(account, `membership/${member}/join-group`, { groupId, on: "2015-09-01" }));
  return { region, account, schools, groupId, lead, members, position };
};
