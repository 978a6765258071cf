import { runNode } from './runNode';
import { fileURLToPath } from 'node:url';
import type { Figure } from './Figure';

// Less than any object takes: what the heap of an engine wavers by, over so many.
const NOISE = 8;

/** What authorizers leave behind when they are gone. */
export async function measureMemory(authorizers: number): Promise<Figure[]> {
  const program = fileURLToPath(new URL('memoryOfAuthorizers.ts', import.meta.url));
  const grown = await runNode(['--expose-gc', '--import', 'tsx', program, String(authorizers)]);
  return [
    {
      name: `heap that each of ${authorizers.toLocaleString('en')} authorizers leaves behind`,
      of: 'core',
      value: Math.max(0, Number(grown) / authorizers),
      unit: 'bytes',
      target: { atMost: NOISE },
    },
  ];
}
