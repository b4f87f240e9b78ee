import { type GroupEvent, group, membership } from "@lianxiao/events";
import { handle, Refusal } from "@lianxiao/kernel";
import { type CommandContext, type Dispatch, Problem, reaction, runReactions } from "@lianxiao/service";
import { membershipDecider } from "./membership.ts";
import { joining } from "./membership-commands.ts";

type Join = Parameters<typeof joining>[1];

/** The lead school of an approved group joins it, so that "one tight group at a time" binds leads too. */
const leadSchoolJoins = reaction<GroupEvent, Join>({
  name: "lead-school-joins",
  catalogue: group,
  on: {
    GroupApproved: ({ groupId, leadSchoolId, on, precision }) => [
      {
        target: leadSchoolId,
        command: { schoolId: leadSchoolId, groupId, on, precision, role: "LEAD", campuses: null },
      },
    ],
  },
});

type Context = Pick<CommandContext, "store" | "regions" | "log" | "failpoint">;

/** Runs the reactions of this service as those of the process named; ends when `signal` aborts. */
export const startReactions = (context: Context, process: string, signal: AbortSignal) =>
  runReactions({
    ...context,
    process,
    reactions: [leadSchoolJoins],
    dispatch: ({ id, target, command, reaction: name, cause }: Dispatch<Join>) =>
      handle(context.store, {
        decider: membershipDecider,
        codec: membership,
        id: target,
        prepare: () => joining(context, command),
        metadata: {
          commandId: id,
          bodyHash: "",
          actor: { subject: `reaction:${name}`, role: "service" },
          $correlationId: String(cause.metadata.$correlationId ?? id),
          $causationId: cause.id,
        },
        failpoint: context.failpoint,
      }),
    isAnswer: (error) => error instanceof Refusal || error instanceof Problem,
    signal,
  });
