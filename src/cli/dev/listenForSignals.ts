import { constants } from 'node:os';

/** The signals that end `dev`, and those that its app must know. */
export interface Signals {
  /** The first one that asks to end. */
  readonly received: Promise<NodeJS.Signals>;
  /** From now on, all go to the app. It decides when it ends, and `dev` ends with it. */
  readonly handTo: (receiver: (name: NodeJS.Signals) => void) => void;
  /** The app has ended. From now on, any signal ends `dev` at once. */
  readonly endAtNext: () => void;
}

const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Takes the signals of this process. The app is in a process group of its own, so that even Ctrl-C
 * and a new size of the terminal (`SIGWINCH`) reach it only from here.
 */
export function listenForSignals(): Signals {
  let receiver: ((name: NodeJS.Signals) => void) | undefined;
  let early: NodeJS.Signals | undefined;
  const received = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ending) {
      process.on(name, () => {
        resolve(name);
        if (receiver !== undefined) receiver(name);
        // Who asks twice does not want to wait for a PDP that starts. All that runs ends with us.
        else if (early !== undefined) process.exit(128 + constants.signals[name]);
        else early = name;
      });
    }
  });
  process.on('SIGWINCH', () => receiver?.('SIGWINCH'));
  return {
    received,
    handTo(next) {
      receiver = next;
      if (early !== undefined) next(early);
    },
    endAtNext() {
      receiver = (name) => {
        if (name !== 'SIGWINCH') process.exit(128 + constants.signals[name]);
      };
    },
  };
}
