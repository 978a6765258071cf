import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

describe('npm run soak', () => {
  it('restarts the PDP under load, gets no wrong answer, and says by its exit code what it found', () => {
    const args = ['--import', 'tsx', 'test/soak/soak.ts', '--minutes', '0.2', '--per-second', '10'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(stdout).toMatch(/the PDP is back after \d+ ms/);
    expect(stdout).toMatch(/^✓ wrong answers of \d{3,}: 0$/m);
    expect(stdout).not.toContain('NaN');
    // On a machine that is too busy, a question may take longer than its deadline.
    const isBusy = stdout.includes('✗ failed requests while the PDP was there');
    expect(stdout.match(/✗/g)?.length ?? 0).toBe(isBusy ? 1 : 0);
    expect(status).toBe(isBusy ? 1 : 0);
  });
});
