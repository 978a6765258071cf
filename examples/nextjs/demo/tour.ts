import { callers } from '../../demo/callers';
import type { Stage } from '../../demo/stage';
import type { AuditLog } from './auditLog';
import { compare } from './compare';
import { type Expectation, expected } from './expected';
import { type Stop, stops } from './stops';
import { type Outcome, visit } from './visit';

/** One line of the table. */
export interface Row {
  readonly stop: Stop;
  readonly who: string;
  readonly outcome: Outcome;
  readonly expected: Expectation | undefined;
  /** Empty if everything is as expected. */
  readonly differences: readonly string[];
}

/** Makes all requests of the tour in order, and compares each answer with the expected one. */
export async function* tour({ origin, sandbox, pdp }: Stage, log: AuditLog): AsyncGenerator<Row> {
  await log.readNew();
  for (const stop of stops) {
    if (stop.withoutCerbos) await pdp.kill('SIGKILL');
    for (const name of stop.callers) {
      const caller = callers[name];
      const outcome = await visit(origin, stop, caller.token(sandbox, origin), log);
      const wanted = expected[`${stop.name}: ${name}`];
      const differences = compare(outcome, wanted);
      yield { stop, who: caller.name, outcome, expected: wanted, differences };
    }
    if (stop.withoutCerbos) await pdp.restart();
  }
}
