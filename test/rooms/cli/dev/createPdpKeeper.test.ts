import { describe, expect, it } from 'vitest';
import { createPdpKeeper } from '../../../../src/cli/dev/createPdpKeeper';
import type { PolicyFolder } from '../../../../src/cli/policies/readPolicies';

const folder = (name: string): PolicyFolder => ({ folder: name, policies: [], problems: [] });

/** A keeper of a PDP that is told what happens to it, and what was done in which order. */
async function keep() {
  const done: string[] = [];
  const fails = new Set<string>();
  let crash: (how: string) => void = () => undefined;
  const note = (what: string) => async () => {
    done.push(`${what} with ${String(keeper.policies()?.folder)}`);
    if (fails.has(what)) throw new Error(`It can't ${what}.`);
  };
  const keeper = createPdpKeeper({
    async start(onCrash) {
      crash = onCrash;
      // Of a server, the keeper uses nothing else.
      const server = { restart: note('restart'), stop: note('stop') } as never;
      return { server, reload: note('reload') };
    },
    read: async () => folder('on disk'),
    catchUp: note('catch up'),
    say: (line) => done.push(line),
  });
  await keeper.load(folder('first'));
  await keeper.started;
  return { keeper, done, fails, crash: (how: string) => crash(how) };
}

describe('what keeps the PDP of dev', () => {
  it('does not know which policies decide while others are loaded', async () => {
    const { keeper, done } = await keep();
    expect(keeper.policies()?.folder).toBe('first');
    await keeper.load(folder('second'));
    expect(done).toEqual([
      'catch up with first',
      'reload with undefined',
      'catch up with undefined',
    ]);
    expect(keeper.policies()?.folder).toBe('second');
  });

  it('knows that the PDP has the policies from before if it does not load others', async () => {
    const { keeper, fails } = await keep();
    fails.add('reload');
    await expect(keeper.load(folder('second'))).rejects.toThrow("It can't reload.");
    expect(keeper.policies()?.folder).toBe('first');
  });

  it('knows that a PDP which has crashed starts with what is on the disk', async () => {
    const { keeper, done, crash } = await keep();
    crash('signal SIGKILL');
    await expect.poll(() => keeper.policies()?.folder).toBe('on disk');
    expect(done.join('\n')).toContain('The PDP runs again.');
  });

  it('starts a PDP that can not start again with the next policies', async () => {
    const { keeper, done, fails, crash } = await keep();
    fails.add('restart');
    crash('signal SIGKILL');
    await expect.poll(() => done.join('\n')).toContain("It can't restart.");
    expect(done.join('\n')).toContain('It is started again after the next change.');
    expect(keeper.policies()).toBeUndefined();
    fails.clear();
    await keeper.load(folder('corrected'));
    expect(done).toContain('restart with undefined');
    expect(done.join()).not.toContain('reload');
    expect(keeper.policies()?.folder).toBe('corrected');
  });

  it('starts none after it was stopped', async () => {
    const { keeper, done, crash } = await keep();
    await keeper.stop();
    crash('signal SIGTERM');
    await keeper.load(folder('second')).catch(() => undefined);
    expect(done.join()).not.toContain('restart');
  });
});
