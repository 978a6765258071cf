import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries, root } from '../setup/publishedPackage';
import { comparePaired, median, repeat } from './comparePaired';
import { isMet } from './Figure';
import { quotedBlock, quotedIn } from './quotedBlock';

describe('npm run bench', () => {
  it('measures everything, plainly in a pipe, and says by its exit code whether the targets are met', () => {
    const args = ['--import', 'tsx', 'test/bench/bench.ts', '--tiny'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
    });
    expect([stderr, status]).toEqual(['', stdout.includes('✗') ? 1 : 0]);
    expect(stdout).not.toContain('\u001b');
    for (const client of ['@cerbos/http', '@cerbos/grpc']) {
      const rows = stdout.split('\n').filter((line) => line.includes(client));
      expect(rows.length).toBeGreaterThanOrEqual(10);
    }
    for (const { specifier } of entries()) {
      expect(stdout).toMatch(new RegExp(`time to load.* ${specifier} +[\\d.]+ ms`));
    }
    expect(stdout).not.toContain('NaN');
  });

  it('compares what stands in one round, and takes the median', async () => {
    const order: string[] = [];
    const side = (name: string, calls: { count: number }) =>
      repeat(async () => {
        order.push(name);
        calls.count += 1;
      });
    const [one, other] = [{ count: 0 }, { count: 0 }];
    await comparePaired({ one: side('1', one), other: side('2', other) }, { rounds: 3, times: 2 });
    expect([one.count, other.count]).toEqual([8, 8]);
    // To warm up, and then each first in turn.
    expect(order.join('')).toBe('1122' + '2211' + '1122' + '2211');
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });

  it('knows which targets are met', () => {
    const figure = { name: '', of: '', unit: '×', value: 2 };
    const targets = [undefined, { atMost: 2 }, { atMost: 1.9 }, { atLeast: 2 }, { atLeast: 2.1 }];
    expect(
      targets.map((target) => isMet(target === undefined ? figure : { ...figure, target })),
    ).toEqual([true, true, false, true, false]);
    expect(isMet({ ...figure, value: NaN, target: { atMost: 3 } })).toBe(false);
  });

  it('last wrote the figures that the page about benchmarks quotes', () => {
    const read = (file: string) => readFileSync(join(root, file), 'utf8');
    // Prettier pads what it finds in a table.
    const bare = (text = '') => text.replace(/ +/g, ' ').replace(/-+/g, '-');
    expect(bare(quotedIn(read('docs/about/benchmarks.md')))).toBe(
      bare(quotedBlock(read('test/bench/results.md'))),
    );
  });
});
