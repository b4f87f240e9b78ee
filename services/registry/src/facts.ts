import { school } from "@lianxiao/events";
import { fact } from "@lianxiao/service";

/** What a command on one school must know of it or of another: when it lives and who administers it. */
export type SchoolLife = {
  readonly schoolId: string;
  readonly openedOn: string | undefined;
  readonly endedOn: string | undefined;
  readonly administeredBy: string | undefined;
};

const unopened: SchoolLife = { schoolId: "", openedOn: undefined, endedOn: undefined, administeredBy: undefined };

export const schoolLife = fact(school, unopened, {
  SchoolOpened: (_life, { schoolId, on, administeredBy }) => ({
    schoolId,
    openedOn: on,
    endedOn: undefined,
    administeredBy,
  }),
  SchoolHandedOver: (life, { administeredBy }) => ({ ...life, administeredBy }),
  SchoolMerged: (life, { on }) => ({ ...life, endedOn: on }),
  SchoolClosed: (life, { on }) => ({ ...life, endedOn: on }),
});
