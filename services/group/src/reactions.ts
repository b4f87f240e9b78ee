import { type GroupEvent, group, membership } from "@lianxiao/events";
import { type Failpoint, follow, handle, type Recorded, Refusal, StoreUnavailable, uuidV5 } from "@lianxiao/kernel";
import { type Facts, type Log, Problem } from "@lianxiao/service";
import { membershipDecider } from "./membership.ts";
import { joining } from "./membership-commands.ts";

const name = "lead-school-joins";

/**
 * GroupApproved → the lead school joins with role LEAD, so that "one tight group at a time" binds leads too.
 * Its command id derives from the event, so a replay is answered from the stream: it follows the log from the
 * beginning and needs no checkpoint of its own.
 */
export const followApprovals = (
  facts: Facts,
  options: { readonly log: Log; readonly failpoint: Failpoint; readonly signal: AbortSignal },
) =>
  follow({
    store: facts.store,
    prefixes: [`${group.category}-`],
    checkpoint: async () => undefined,
    onBatch: async ({ events }) => {
      for (const recorded of events) {
        const event = group.decode(recorded);
        if (event?.type === "GroupApproved") await leadJoins(facts, { recorded, event, ...options });
      }
    },
    goOnAfter: (error) => {
      if (error instanceof StoreUnavailable)
        options.log.warn({ reaction: name, error: String(error) }, "reaction interrupted");
      else options.log.error({ reaction: name, err: error }, "reaction failed; it will try again");
      return true;
    },
    signal: options.signal,
  }).done;

type Approved = Extract<GroupEvent, { type: "GroupApproved" }>;

const leadJoins = async (
  facts: Facts,
  of: { readonly recorded: Recorded; readonly event: Approved; readonly log: Log; readonly failpoint: Failpoint },
): Promise<void> => {
  const { groupId, leadSchoolId, on, precision } = of.event.data;
  const commandId = uuidV5(of.recorded.id, name, leadSchoolId);
  try {
    await of.failpoint("reaction.before-dispatch");
    const joins = { schoolId: leadSchoolId, groupId, on, precision, role: "LEAD", campuses: null } as const;
    await handle(facts.store, {
      decider: membershipDecider,
      codec: membership,
      id: leadSchoolId,
      prepare: () => joining(facts, joins),
      metadata: {
        commandId,
        bodyHash: "",
        actor: { subject: `reaction:${name}`, role: "service" },
        $correlationId: String(of.recorded.metadata.$correlationId ?? commandId),
        $causationId: of.recorded.id,
      },
      failpoint: of.failpoint,
    });
  } catch (error) {
    // A refusal is an outcome: the lead has joined by hand, or a race put it into another tight group.
    if (!(error instanceof Refusal || error instanceof Problem)) throw error;
    of.log.warn({ reaction: name, groupId, leadSchoolId, code: error.code }, "reaction refused");
  }
};
