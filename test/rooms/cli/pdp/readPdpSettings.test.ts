import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPdpSettings } from '../../../../src/cli/pdp/readPdpSettings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): string {
  const file = join(folder, 'pdp.yaml');
  writeFileSync(file, text);
  return file;
}

describe('the settings of the PDP', () => {
  it('are those that change decisions, and not where it listens or what it logs', async () => {
    const file = write(`
server: { httpListenAddr: ':3592', adminAPI: { enabled: true } }
storage: { driver: git }
audit: { enabled: true, backend: hub }
telemetry: { disabled: false }
engine: { lenientScopeSearch: true }
auxData: { jwt: { disableVerification: true } }
schema: { enforcement: reject }
`);
    expect(await readPdpSettings(file)).toEqual({
      file,
      config: {
        schema: { enforcement: 'reject' },
        engine: { lenientScopeSearch: true },
        auxData: { jwt: { disableVerification: true } },
      },
      engine: { lenientScopeSearch: true },
      isRejecting: true,
    });
  });

  it.each(['', 'schema:', 'schema: { enforcement: warn }', '- a list'])(
    'do not reject with %j',
    async (text) => {
      expect(await readPdpSettings(write(text))).toMatchObject({ isRejecting: false });
    },
  );

  it('are none without a file', async () => {
    expect(await readPdpSettings(undefined)).toEqual({
      file: undefined,
      config: {},
      engine: {},
      isRejecting: false,
    });
  });

  it('say what is wrong with the file', async () => {
    await expect(readPdpSettings(write('a: [1\nb: 2'))).rejects.toThrow(
      /is not YAML: .*Correct it/,
    );
    await expect(readPdpSettings(join(folder, 'no.yaml'))).rejects.toThrow("can't be read");
  });
});
