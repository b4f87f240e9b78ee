import { describe, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { aSchool, province, scene } from "../scene.ts";

const { given } = await commandsUnderTest();

const on = "2018-09-01";
const missed = { on, until: "2020-09-01" };

describe("the end of a period", () => {
  const at = "/until";
  const { school, other, group, member } = scene();
  const bodies = [
    [`membership/${school.id}/join-group`, { groupId: group.id }],
    [`group/${group.id}/suspend-group`, { reason: "整改" }],
    [`group/${group.id}/change-lead`, { leadSchoolId: member.id }],
    [`group/${group.id}/approve-group`, { reason: "期满" }],
    [`school/${school.id}/close-school`, {}],
    [`school/${school.id}/merge-school`, { intoSchoolId: other.id }],
    [`school/${school.id}/open-campus`, { campus: { key: "2", name: "西校区" } }],
    [`school/${school.id}/close-campus`, { key: "1" }],
  ] as const;

  test.each(bodies)("of %s must be after its beginning", async (path, body) => {
    for (const end of [on, "2018-08-31"])
      await given()
        .asks(province, path, { ...body, on, until: end })
        .refuses(422, "INTERVAL_REVERSED", { errors: [{ pointer: at, code: "INTERVAL_REVERSED" }] });
  });

  test("must not be more than ten years ahead, and the error points to it", async () => {
    const open = aSchool();
    await given(open)
      .asks(province, `school/${open.id}/close-school`, { on, until: "2150-09-01" })
      .refuses(422, "DATE_TOO_FAR", { errors: [{ pointer: at, code: "DATE_TOO_FAR" }] });
  });

  test.each([
    [
      "of membership/join-group is required if a reason is given",
      bodies[0][0],
      { groupId: group.id, on, reason: "期满" },
      at,
    ],
    ["of group/approve-group requires a reason", bodies[3][0], missed, "/reason"],
  ])("%s", async (_what, path, body, pointer) => {
    await given()
      .asks(province, path, body)
      .refuses(422, "FIELD_REQUIRED", { errors: [{ pointer, code: "FIELD_REQUIRED" }] });
  });
});
