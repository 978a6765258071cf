import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from '../../examples/demo/fingerprint';

const settings = { CLERK_SANDBOX_URL: 'http://127.0.0.1:1' };
let folder: string;

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  write('app/page.tsx', 'one');
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each<[string, () => string]>([
  ['a changed file', () => (write('app/page.tsx', 'two'), fingerprint([folder], settings))],
  ['a new file', () => (write('app/error.tsx', ''), fingerprint([folder], settings))],
  ['another setting', () => fingerprint([folder], { CLERK_SANDBOX_URL: 'http://127.0.0.1:2' })],
])('%s has an app built again', (_, change) => {
  const before = fingerprint([folder], settings);
  expect(change()).not.toBe(before);
});

test.each(['policies/document.yaml', '.next/demo.json', 'next-env.d.ts'])(
  '%s does not have an app built again',
  (name) => {
    const before = fingerprint([folder], settings);
    write(name, 'anything');
    expect(fingerprint([folder], settings)).toBe(before);
  },
);
