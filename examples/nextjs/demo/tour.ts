import type { CerbosServer, ClerkSandbox } from 'clerk-cerbos/testing';
import type { AuditLog } from './auditLog';
import { callers } from './callers';
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

/** Where the tour takes place. */
export interface TourGround {
  readonly origin: string;
  readonly sandbox: ClerkSandbox;
  readonly pdp: CerbosServer;
  readonly log: AuditLog;
}

/** Makes all requests of the tour, one after another, and compares each with what is expected. */
export async function* tour({ origin, sandbox, pdp, log }: TourGround): AsyncGenerator<Row> {
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
