import { type Message, uuidV5 } from "@lianxiao/kernel";
import { afterAll, expect } from "vitest";
import { type Command, type Commands, command, type Reply, startCommands } from "./commands.ts";
import { leftBy, type Recorded, read, record, recordedBy, written } from "./recorded.ts";

/** What happened before: commands and records, one after another; those of a list at once. */
export type Step = Command | Recorded | readonly Step[];

const isList = (step: Step): step is readonly Step[] => Array.isArray(step);

const take = async (commands: Commands, step: Step): Promise<void> => {
  if (isList(step)) return void (await Promise.all(step.map((one) => take(commands, one))));
  if (!("path" in step)) return record(commands, step);
  const { status, text } = await commands.send(step);
  if (status >= 300) throw new Error(`Given ${step.path} by ${step.as}, but it was answered ${status}: ${text}`);
};

/** The members of a problem that are the same for whatever it is about. */
export const problemOf = (text: string): object => {
  const { instance: _, traceId: __, ...problem } = JSON.parse(text);
  return problem;
};

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const unknownIdFor = (id: string): string => uuidV5("unknown", id);

/** The ids that a command names. */
const idsIn = ({ path, body }: Command): readonly string[] => [
  ...new Set(`${path} ${JSON.stringify(body)}`.match(uuid) ?? []),
];

/** The same command about things that do not exist, in place of these. */
export const aboutUnknown = (asked: Command, ids = idsIn(asked)): Command => {
  const replaced = (text: string) => ids.reduce((so, id) => so.replaceAll(id, unknownIdFor(id)), text);
  return command(asked.as, replaced(asked.path), JSON.parse(replaced(JSON.stringify(asked.body))));
};

type Asked = {
  /** Accepted, and recorded exactly this: first in its own stream, then in others. `precision` is DAY unless said. */
  readonly gives: (...events: readonly Message[]) => Promise<Reply>;
  /** Refused with this, and nothing that it wrote is left. `detail` is compared with what it has, errors included. */
  readonly refuses: (status: number, code: string, detail?: object) => Promise<Reply>;
  /** Answered as if there were nothing: the same words as for an id that does not exist. */
  readonly hides: () => Promise<Reply>;
  readonly answers: () => Promise<Reply>;
};

/**
 * Commands over HTTP on a real event node, and nothing else of the product. One of it a test file:
 * `const { given } = await commandsUnderTest()`, then
 * `given(…steps).asks(account, path, body).gives(…events)`, `.refuses(status, code, detail?)` or `.hides()`.
 */
export const commandsUnderTest = async (options: Parameters<typeof startCommands>[0] = {}) => {
  const commands = await startCommands(options);
  afterAll(commands.close);

  const asked = (prepare: () => Promise<void>, sent: Command, headers = {}): Asked => {
    const answers = async (): Promise<Reply> => {
      await prepare();
      return commands.send(sent, headers);
    };
    return {
      answers,
      gives: async (...events) => {
        const reply = await answers();
        expect(reply.status < 300 ? "accepted" : reply.text).toBe("accepted");
        expect((await recordedBy(commands, sent)).map(read)).toEqual(events.map(written));
        return reply;
      },
      refuses: async (status, code, detail) => {
        const reply = await answers();
        expect({ status: reply.status, code: reply.code }).toEqual({ status, code });
        if (detail) expect({ errors: reply.errors, ...Object(reply.detail) }).toMatchObject(detail);
        expect(await leftBy(commands, sent)).toEqual([]);
        return reply;
      },
      hides: async () => {
        const reply = await answers();
        expect({ status: reply.status, code: reply.code }).toEqual({ status: 404, code: "NOT_FOUND" });
        const ids = idsIn(sent);
        expect(ids).not.toEqual([]);
        for (const id of ids)
          expect(problemOf((await commands.send(aboutUnknown(sent, [id]))).text)).toEqual(problemOf(reply.text));
        return reply;
      },
    };
  };

  const given = (...steps: readonly Step[]) => {
    const prepare = async () => {
      for (const step of steps) await take(commands, step);
    };
    return {
      asks: (as: string, path: string, body: object): Asked => asked(prepare, command(as, path, body)),
      /** The same for a command whose ids or key the test needs, with headers of its own. */
      sends: (sent: Command, headers: Readonly<Record<string, string>> = {}): Asked => asked(prepare, sent, headers),
      /** Sends all of them at the same time. */
      sendsAtOnce: async (...sent: readonly Command[]): Promise<readonly Reply[]> => {
        await prepare();
        return Promise.all(sent.map((one) => commands.send(one)));
      },
    };
  };
  return { ...commands, given };
};
