import fc from "fast-check";
import { expect, test } from "vitest";
import { recentlyUsed } from "./recently-used.ts";

test("keeps at least half its size of the entries used last, and never more than one above its size", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.record({ key: fc.nat(30), deletes: fc.boolean() }), { maxLength: 200 }),
      (size, uses) => {
        const entries = recentlyUsed<number, number>(size);
        let expected: readonly number[] = [];
        for (const [step, { key, deletes }] of uses.entries()) {
          expected = expected.filter((one) => one !== key);
          if (deletes) entries.delete(key);
          else {
            entries.set(key, step);
            expected = [key, ...expected];
          }
          const kept = Array.from({ length: 31 }, (_, one) => one).filter((one) => entries.peek(one) !== undefined);
          expect(kept).toEqual(expect.arrayContaining(expected.slice(0, Math.floor(size / 2))));
          expect(expected).toEqual(expect.arrayContaining(kept));
          expect(kept.length).toBeLessThanOrEqual(size + 1);
          if (!deletes && size > 1) expect(entries.peek(key)).toBe(step);
        }
      },
    ),
  );
});
