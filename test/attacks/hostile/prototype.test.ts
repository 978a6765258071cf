import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withoutPrototype } from '../../../src/base/value';
import { sourceFiles } from '../../house/moduleGraph';
import { root } from '../../setup/publishedPackage';
import { createScenarios, type Scenario } from './prototypeScenarios';

// Whatever is merged without care puts data into Object.prototype, never functions: who can put a
// function there runs code in the process already.
const everything = {
  ownerId: 'user_1',
  attr: { ownerId: 'user_1' },
  view: 'EFFECT_ALLOW',
  kind: 'mine',
  id: '1',
  scope: '',
  resource: { kind: 'mine', id: '1', attr: { ownerId: 'user_1' } },
  action: 'view',
  actions: { view: 'EFFECT_ALLOW' },
  operator: 'eq',
  status: 200,
};
const hostile: readonly unknown[] = [
  everything,
  { mine: everything, any: everything },
  [everything],
  ['view'],
  ['any'],
  ['any', 'mine', 'https://evil.example'],
  [{ resource: { kind: 'no-resource', id: '1' }, actions: { view: 'EFFECT_ALLOW' } }],
  'any',
  'view',
  'mine',
  'user_1',
  'same-origin',
  'app.example.com',
  'EFFECT_ALLOW',
  'KIND_ALWAYS_ALLOWED',
  'KIND_CONDITIONAL',
  '1',
  '',
  true,
  false,
  null,
  0,
  1e9,
];

/** Every name that the library could read of an object: what its sources name in any way. */
function names(): string[] {
  const found = new Set(['0', '1', '2', 'any', 'mine', 'view', 'origin', 'sec-fetch-site']);
  const rooms = /^src\/(base|identify|ask|answer|bridge)\//;
  for (const file of sourceFiles().filter((name) => rooms.test(name))) {
    const text = readFileSync(join(root, file), 'utf8').replace(
      /^\s*(\*|\/\/|\/\*\*|import ).*$/gm,
      '',
    );
    for (const [, name = ''] of text.matchAll(/(?:\.|[{,(]\s*|^\s+)([A-Za-z_]\w*)(?=\W)/gm)) {
      found.add(name);
    }
    for (const [, name = ''] of text.matchAll(/'([\w-]+)'/g)) found.add(name);
  }
  // Whatever it is called with, `Object.defineProperty` fails: with it, the whole runtime.
  return [...found].filter((name) => !['get', 'set'].includes(name) && !(name in Object.prototype));
}

/** What each of them comes to: allowed, denied, or an error. */
async function outcomes(
  scenarios: Readonly<Record<string, Scenario>>,
): Promise<Record<string, 'allowed' | 'denied' | 'error'>> {
  const all = await Promise.all(
    Object.entries(scenarios).map(async ([name, run]) => {
      try {
        return [name, (await run()) ? 'allowed' : 'denied'] as const;
      } catch {
        return [name, 'error'] as const;
      }
    }),
  );
  return Object.fromEntries(all);
}

async function polluted<T>(name: string, value: unknown, run: () => Promise<T>): Promise<T> {
  try {
    // As an assignment would: enumerable, and anything may change it.
    const written = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(Object.prototype, name, withoutPrototype(written));
    return await run();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

// Each mistake is told to those who run the app.
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe('what anything in the process puts into Object.prototype', () => {
  it('lets nothing pass that would not pass without it', async () => {
    const usual = await outcomes(createScenarios());
    const passing = Object.keys(usual).filter((name) => usual[name] === 'allowed');
    expect(passing).toEqual([
      'mine, by its attributes',
      'mine, by its loader',
      'a rule of mine',
      'a tool of mine',
      'the browser, of mine',
    ]);
    expect(Object.values(usual)).toContain('denied');
    expect(Object.values(usual)).toContain('error');
    const before = createScenarios();
    const read = await namesReadOf(before);
    const widened = new Set<string>();
    for (const name of names()) {
      for (const value of read.has(name) ? hostile : hostile.slice(0, 1)) {
        const [early, late] = await polluted(name, value, async () => [
          await attempt(() => before),
          await attempt(createScenarios),
        ]);
        for (const found of [early, late]) {
          for (const [scenario, outcome] of Object.entries(found)) {
            if (outcome !== 'allowed' || usual[scenario] === 'allowed') continue;
            widened.add(`${name} = ${JSON.stringify(value)}: ${scenario}`);
          }
        }
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect([...widened]).toEqual([]);
  });
});

/** The names that are read of `Object.prototype`, by the library or by what it runs on. */
async function namesReadOf(scenarios: Readonly<Record<string, Scenario>>): Promise<Set<string>> {
  const read = new Set<string>();
  const all = names();
  try {
    for (const name of all) {
      Object.defineProperty(
        Object.prototype,
        name,
        withoutPrototype({
          configurable: true,
          get: () => {
            read.add(name);
            return undefined;
          },
          // What is assigned is a member of that very object, as it always is.
          set(this: object, value: unknown) {
            Object.defineProperty(
              this,
              name,
              withoutPrototype({ value, enumerable: true, configurable: true, writable: true }),
            );
          },
        }),
      );
    }
    await outcomes(scenarios);
    await attempt(createScenarios);
  } finally {
    for (const name of all) Reflect.deleteProperty(Object.prototype, name);
  }
  return read;
}

/** With some names the language itself fails, as where it closes an iterator; nothing passes then. */
async function attempt(scenarios: typeof createScenarios) {
  try {
    return await outcomes(scenarios());
  } catch {
    return {};
  }
}
