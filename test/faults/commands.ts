import { randomUUID } from "node:crypto";

export type Command = { readonly key: string; readonly path: string; readonly body: unknown };
export type Acknowledged = Command & { readonly status: number; readonly reply: string };

const account = "bureau-330108";

export const tokenFrom = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/dev/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
};

/** Sends a command once; undefined if there was no response, which leaves the outcome unknown. */
export const send = async (url: string, token: string, { key, path, body }: Command) => {
  try {
    const answer = await fetch(`${url}/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
      body: JSON.stringify(body),
    });
    return { status: answer.status, reply: await answer.text(), replayed: answer.headers.has("idempotent-replayed") };
  } catch {
    return undefined;
  }
};

const command = (path: string, body: unknown): Command => ({ key: randomUUID(), path, body });

export const openSchool = (serial: number): Command =>
  command("school/open-school", {
    code: `2133${String(serial).padStart(6, "0")}`,
    name: `示例小学${serial}`,
    type: "211",
    ownership: "PUBLIC",
    urbanRural: "111",
    locatedIn: "330108",
    administeredBy: "330108",
    on: "2015-09-01",
  });

/** The commands of a bureau that follow the opening of a school. */
export const afterwards = (schoolId: string, groupId: string): readonly Command[] => [
  command(`membership/${schoolId}/join-group`, { groupId, on: "2016-09-01" }),
  command(`school/${schoolId}/record-annual-return`, {
    schoolYear: 2023,
    pupils: { PRIMARY: 100 },
    teachers: { PRIMARY: 9 },
  }),
  command(`school/${schoolId}/rename-school`, { name: "示例实验小学", on: "2018-09-01" }),
];

export const draftGroup = (leadSchoolId: string): Command =>
  command("group/draft-group", { name: "示例集团", kind: "GROUP", leadSchoolId, region: "330108" });
export const approveGroup = (groupId: string): Command =>
  command(`group/${groupId}/approve-group`, { on: "2016-09-01" });
