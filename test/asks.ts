import { type Message, uuidV5 } from "@lianxiao/kernel";
import { afterAll, expect } from "vitest";
import { type Command, type Commands, command, type Reply, startCommands } from "./commands.ts";
import { leftBy, type Recorded, read, record, recordedBy, written } from "./recorded.ts";

/** The preconditions of a test: commands and recorded events in sequence; those of a list run concurrently. */
export type Step = Command | Recorded | readonly Step[];

const isList = (step: Step): step is readonly Step[] => Array.isArray(step);

const take = async (commands: Commands, step: Step): Promise<void> => {
  if (isList(step)) return void (await Promise.all(step.map((one) => take(commands, one))));
  if (!("path" in step)) return record(commands, step);
  const { status, text } = await commands.send(step);
  if (status >= 300) throw new Error(`Given ${step.path} by ${step.as}, but it was answered ${status}: ${text}`);
};

/** The members of a problem document that do not depend on its subject. */
export const problemOf = (text: string): object => {
  const { instance: _, traceId: __, ...problem } = JSON.parse(text);
  return problem;
};

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const unknownIdFor = (id: string): string => uuidV5("unknown", id);

/** The ids in a command's path and body. */
const idsIn = ({ path, body }: Command): readonly string[] => [
  ...new Set(`${path} ${JSON.stringify(body)}`.match(uuid) ?? []),
];

/** The same command with ids that do not exist. */
export const aboutUnknown = (asked: Command, ids = idsIn(asked)): Command => {
  const replaced = (text: string) => ids.reduce((so, id) => so.replaceAll(id, unknownIdFor(id)), text);
  return command(asked.as, replaced(asked.path), JSON.parse(replaced(JSON.stringify(asked.body))));
};

type Asked = {
  /**
   * The command is accepted and records exactly these events: first in its own stream, then in others. `precision`
   * defaults to DAY.
   */
  readonly gives: (...events: readonly Message[]) => Promise<Reply>;
  /**
   * The command is refused with this error and leaves no events. `detail` is compared with the problem's members,
   * including `errors`.
   */
  readonly refuses: (status: number, code: string, detail?: object) => Promise<Reply>;
  /** The response is the same as for an id that does not exist. */
  readonly hides: () => Promise<Reply>;
  readonly answers: () => Promise<Reply>;
};

/**
 * Sends commands over HTTP to the command routers on a real event node, without the rest of the product. Called once
 * per test file: `const { given } = await commandsUnderTest()`, then `given(…steps).asks(account, path,
 * body).gives(…events)`, `.refuses(status, code, detail?)` or `.hides()`.
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
      /** Like `asks`, for a command whose ids or key the test needs, optionally with headers. */
      sends: (sent: Command, headers: Readonly<Record<string, string>> = {}): Asked => asked(prepare, sent, headers),
      /** Sends all of them concurrently. */
      sendsAtOnce: async (...sent: readonly Command[]): Promise<readonly Reply[]> => {
        await prepare();
        return Promise.all(sent.map((one) => commands.send(one)));
      },
    };
  };
  return { ...commands, given };
};
