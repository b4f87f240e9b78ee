import { type Acknowledged, afterwards, approveGroup, type Command, draftGroup, openSchool, send } from "./commands.ts";

type Load = {
  readonly url: string;
  readonly token: string;
  readonly serial: { next: number };
  readonly acknowledged: Acknowledged[];
  readonly total: number;
};

const accepted = (status: number): boolean => status >= 200 && status < 300;

/** Sends `total` commands, 16 in flight; stops early when the system no longer responds. Keeps every 2xx response. */
export const sendLoad = async ({ url, token, serial, acknowledged, total }: Load): Promise<void> => {
  let sent = 0;
  const say = async (command: Command): Promise<string | undefined> => {
    sent += 1;
    const answer = await send(url, token, command);
    if (answer === undefined || answer.status === 503) return undefined;
    if (!accepted(answer.status)) throw new Error(`${command.path}: ${answer.status} ${answer.reply}`);
    acknowledged.push({ ...command, status: answer.status, reply: answer.reply });
    return (JSON.parse(answer.reply) as { id: string }).id;
  };
  const next = () => {
    serial.next += 1;
    return openSchool(serial.next);
  };
  const lead = await say(next());
  const groupId = lead && (await say(draftGroup(lead)));
  if (!groupId || !(await say(approveGroup(groupId)))) return;
  const work = async () => {
    while (sent < total) {
      const school = await say(next());
      if (school === undefined) return;
      for (const command of afterwards(school, groupId)) if ((await say(command)) === undefined) return;
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
};
