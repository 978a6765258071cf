import { execFileSync } from 'node:child_process';

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** When it started and what it runs: an id alone may be another process's by now. */
  readonly identity: string;
}

/** All processes below this one, however deep. */
export function descendants(pid: number): Process[] {
  const processes = allProcesses();
  const below = (parent: number): Process[] =>
    processes
      .filter((process) => process.parent === parent)
      .flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** Which of them still run, in words. */
export function survivors(processes: readonly Process[]): string[] {
  const running = new Set(allProcesses().map(({ identity }) => identity));
  return processes.map(({ identity }) => identity).filter((identity) => running.has(identity));
}

function allProcesses(): Process[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,lstart=,args='], {
    encoding: 'utf8',
  });
  return table
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .flatMap((match) => {
      const [, pid, parent, state, what] = match ?? [];
      // A zombie has ended, and only waits for whoever started it to notice.
      if (state === undefined || state.startsWith('Z')) return [];
      return [{ pid: Number(pid), parent: Number(parent), identity: `${pid} ${what}` }];
    });
}
