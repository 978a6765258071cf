/** The signals that end `dev`, and those that its app must know. */
export interface Signals {
  /** The first one that asks to end. */
  readonly received: Promise<NodeJS.Signals>;
  /** From now on, all go to the app. It decides when it ends, and `dev` ends with it. */
  readonly handTo: (receiver: (name: NodeJS.Signals) => void) => void;
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
        if (receiver === undefined) early = name;
        else receiver(name);
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
  };
}
