import type { CerbosServer } from '../../testing/cerbos/CerbosServer';
import type { PolicyFolder } from '../policies/readPolicies';
import { paint } from '../terminal/paint';
import { printable } from '../terminal/printable';
import type { DevPdp } from './startDevPdp';

/** The PDP of `dev`, from its start to its end, and what it decides with. */
export interface PdpKeeper {
  /** Rejects if the PDP does not start. */
  readonly started: Promise<CerbosServer>;
  readonly hasStarted: () => boolean;
  /** Has the PDP load the policies, starts it with them, or starts it again if it has crashed. */
  readonly load: (policies: PolicyFolder) => Promise<void>;
  /**
   * The policies with which the PDP decides what its log says now. `undefined` while it loads
   * others: then it is not known which of them decide.
   */
  readonly policies: () => PolicyFolder | undefined;
  readonly stop: () => Promise<void>;
}

interface PdpKeeperOptions {
  readonly start: (onCrash: (how: string) => void) => Promise<DevPdp>;
  /** Reads the policies that a PDP loads when it starts. */
  readonly read: () => Promise<PolicyFolder>;
  /** Resolves when all that the PDP has answered has been read in its log. */
  readonly catchUp: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** Keeps a PDP running, and knows at each moment which policies it has. */
export function createPdpKeeper({ start, read, catchUp, say }: PdpKeeperOptions): PdpKeeper {
  let pdp: Promise<DevPdp> | undefined;
  let current: PolicyFolder | undefined;
  let isDown = false;
  let isStopped = false;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  let settle: { resolve: (server: CerbosServer) => void; reject: (error: unknown) => void };
  const started = new Promise<CerbosServer>((resolve, reject) => {
    settle = { resolve, reject };
  });

  const startFirst = (policies: PolicyFolder): Promise<DevPdp> => {
    const first = start((how) => void inTurn(() => startAgain(first, how)));
    first.then(({ server }) => {
      current = policies;
      settle.resolve(server);
    }, settle.reject);
    return first;
  };

  const startAgain = async (crashed: Promise<DevPdp>, how: string) => {
    if (isStopped) return;
    current = undefined;
    isDown = true;
    say(`${paint.bad('✗')} The PDP has ended (${how}). It is started again.`);
    try {
      const { server } = await crashed;
      await server.restart();
      isDown = false;
      current = await read();
      say(`${paint.good('✓')} The PDP runs again.`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`${paint.bad('✗')} ${printable(why)}\nIt is started again after the next change.`);
    }
  };

  const loadInto = async ({ server, reload }: DevPdp, policies: PolicyFolder) => {
    // What was decided before must not be explained with what is loaded now, and vice versa.
    await catchUp();
    const before = current;
    current = undefined;
    try {
      await (isDown ? server.restart() : reload());
    } catch (error) {
      current = before;
      throw error;
    }
    isDown = false;
    await catchUp();
    current = policies;
  };

  return {
    started,
    hasStarted: () => pdp !== undefined,
    async load(policies) {
      if (pdp === undefined) {
        pdp = startFirst(policies);
        return;
      }
      const running = await pdp;
      await inTurn(() => loadInto(running, policies));
    },
    policies: () => current,
    async stop() {
      isStopped = true;
      await pdp?.then(
        ({ server }) => server.stop(),
        () => undefined,
      );
    },
  };
}
