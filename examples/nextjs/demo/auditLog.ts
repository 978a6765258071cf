import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Effect = z.enum(['EFFECT_ALLOW', 'EFFECT_DENY']);

export type Effect = z.infer<typeof Effect>;

const Entry = z.object({
  callId: z.string(),
  checkResources: z.object({
    outputs: z.array(
      z.object({
        resourceId: z.string(),
        actions: z.record(z.string(), z.object({ effect: Effect, policy: z.string() })),
        effectiveDerivedRoles: z.array(z.string()).default([]),
        outputs: z.array(z.object({ src: z.string(), val: z.unknown() })).default([]),
      }),
    ),
  }),
});

/** A decision as the PDP itself wrote it down. */
export interface LoggedDecision {
  readonly callId: string;
  /** What was asked: the actions that were denied, or else all of them. */
  readonly action: string;
  readonly effect: Effect;
  readonly policy: string;
  readonly derivedRoles: readonly string[];
  /** What the policy said beside its effect. */
  readonly outputs: readonly unknown[];
}

/** Reads what the PDP appended to its decision log since the last time. */
export interface AuditLog {
  /** The decisions about one resource, which are the ones that guards ask for. */
  readNew(): Promise<LoggedDecision[]>;
}

/** The PDP writes an entry before it answers, so what was decided can be read at once. */
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
  // A guard that hides what may not be viewed asks for both in one call, each by itself.
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
