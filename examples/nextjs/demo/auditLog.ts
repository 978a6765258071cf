import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Effect = z.enum(['EFFECT_ALLOW', 'EFFECT_DENY']);

export type Effect = z.infer<typeof Effect>;

const Entry = z.object({
  callId: z.string(),
  // An entry about a query plan has none.
  checkResources: z
    .object({
      outputs: z.array(
        z.object({
          resourceId: z.string(),
          actions: z.record(z.string(), z.object({ effect: Effect, policy: z.string() })),
          effectiveDerivedRoles: z.array(z.string()).default([]),
          outputs: z.array(z.object({ src: z.string(), val: z.unknown() })).default([]),
        }),
      ),
    })
    .default({ outputs: [] }),
});

/** A decision from the PDP's own log. */
export interface LoggedDecision {
  readonly callId: string;
  /** The denied actions. If none was denied, all actions of the check. */
  readonly action: string;
  readonly effect: Effect;
  readonly policy: string;
  readonly derivedRoles: readonly string[];
  /** The outputs of the policy. */
  readonly outputs: readonly unknown[];
}

/** Reads the entries that the PDP added to its decision log since the last read. */
export interface AuditLog {
  /** The decisions about a single resource. Guards ask for these. */
  readNew(): Promise<LoggedDecision[]>;
}

/** The PDP writes an entry before it answers, so the decision can be read right after. */
export function openAuditLog(path: string): AuditLog {
  let read = 0;
  return {
    async readNew() {
      const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
      const added = lines.slice(read);
      read = lines.length;
      return added.flatMap((line) => decisionsIn(Entry.parse(JSON.parse(line))));
    },
  };
}

function decisionsIn({ callId, checkResources }: z.infer<typeof Entry>): LoggedDecision[] {
  const [about, ...others] = new Set(checkResources.outputs.map(({ resourceId }) => resourceId));
  if (about === undefined || others.length > 0) return [];
  // A guard with `notFoundUnless` asks for two actions in one call, as two entries.
  const asked = checkResources.outputs.flatMap(({ actions }) => Object.entries(actions));
  const roles = checkResources.outputs.flatMap(
    ({ effectiveDerivedRoles }) => effectiveDerivedRoles,
  );
  const outputs = checkResources.outputs.flatMap(({ outputs: values }) => values);
  const denied = asked.filter(([, { effect }]) => effect === 'EFFECT_DENY');
  const decided = denied.length > 0 ? denied : asked;
  const [first] = decided;
  if (first === undefined) return [];
  const [, { effect, policy }] = first;
  return [
    {
      callId,
      action: decided
        .map(([action]) => action)
        .toSorted()
        .join(' '),
      effect,
      policy,
      // The PDP lists them in no particular order.
      derivedRoles: [...new Set(roles)].toSorted(),
      outputs: outputs.map(({ val }) => val),
    },
  ];
}
