import { watch } from 'chokidar';
import { paint } from '../terminal/paint';
import { printable } from '../terminal/printable';

/** The watching of a folder. */
export interface PolicyWatch {
  /** From now on, no change is missed. */
  readonly ready: Promise<void>;
  /** Calls back without a change. */
  readonly run: () => void;
  /** Ends it, after what runs now. */
  readonly close: () => Promise<void>;
}

// An editor may write a file in several steps.
const quietMs = 50;

/**
 * Calls back after each change of a policy, a test or a schema. Changes while it works lead to one
 * more call, and never to two at a time.
 *
 * Node's own `fs.watch` goes deaf for a file that an editor has replaced.
 */
export function watchPolicies(folder: string, onChange: () => Promise<void>): PolicyWatch {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  let isWaiting = false;
  const run = () => {
    if (isWaiting) return;
    isWaiting = true;
    last = last.then(() => {
      isWaiting = false;
      return onChange();
    });
  };
  const watcher = watch(folder, {
    ignoreInitial: true,
    // The PDP reads no others, such as the table of `matrix`.
    ignored: (path, stats) => stats?.isFile() === true && !/\.(?:ya?ml|json)$/i.test(path),
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(run, quietMs);
  });
  watcher.on('error', (error) => {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`${paint.bad('✗')} ${printable(`${folder} can't be watched: ${why}.`)}`);
  });
  return {
    ready: new Promise((resolve) => watcher.once('ready', resolve)),
    run,
    async close() {
      clearTimeout(timer);
      await Promise.all([watcher.close(), last]);
    },
  };
}
