import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { root } from '../setup/publishedPackage';
import { frameworkApps } from './quickstarts/frameworkApps';
import { readQuickstart } from './quickstarts/Quickstart';
import {
  type RunningQuickstart,
  startQuickstart,
  writeQuickstart,
} from './quickstarts/startQuickstart';

const pages = Object.entries(frameworkApps);
const [first = ''] = Object.keys(frameworkApps);

/** Of a real call to the PDP, and so another one each time. */
const withoutCallId = (text: string) =>
  text.replace(/"cerbosCallId":"[^"]+"/, '"cerbosCallId":"…"');

describe.each(pages)('docs/start/%s.md', (name, app) => {
  const page = readQuickstart(name);

  afterAll(() => {
    rmSync(join(root, 'test-results/quickstarts', name), { recursive: true, force: true });
  });

  it('shows a request for each kind of answer', () => {
    const statuses = page.requests.map(({ printed }) => printed.trim().split('\n').at(-1));
    expect(statuses).toEqual(['200', '200', '403', '404', '401']);
  });

  it.each(page.commands)('builds an app that answers as the page says, by: %s', async (command) => {
    const running = await startQuickstart(writeQuickstart(page, app), command);
    let left: string[];
    try {
      for (const { curl, printed } of page.requests) {
        expect(withoutCallId(await running.curl(curl)), curl).toBe(printed);
        // The page says so: a document that is hidden from the caller looks like one that is not there.
        if (printed.includes('404')) {
          expect(await running.curl(curl.replace('documents/plan', 'documents/none'))).toBe(
            printed,
          );
        }
      }
      if (name === first) await changeThePolicy(running);
    } finally {
      left = await running.stop();
    }
    expect(left).toEqual([]);
  });

  it('names what an app must have before', () => {
    for (const path of Object.keys(app)) expect(page.text).toContain(`\`${path}\``);
  });

  it('has the policy and the script of all others', () => {
    for (const path of ['policies/document.yaml', 'scripts/dev.mjs']) {
      expect(page.files.get(path)).toBe(readQuickstart(first).files.get(path));
    }
  });

  /** What the page proposes at its end. */
  async function changeThePolicy({ folder, curl }: RunningQuickstart): Promise<void> {
    const file = join(folder, 'policies/document.yaml');
    const changed = readFileSync(file, 'utf8').replace('[org:admin]', '[org:member]');
    writeFileSync(file, changed);
    const editOfBen = page.requests.find(({ printed }) => printed.includes('403'))?.curl ?? '';
    await vi.waitFor(async () => expect(await curl(editOfBen)).toMatch(/\n200\n$/), {
      timeout: 20_000,
      interval: 200,
    });
  }
});
