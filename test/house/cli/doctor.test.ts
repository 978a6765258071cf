import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checks } from '../../../src/cli/doctor/checks';
import {
  publishableKeyOf,
  startClerkApi,
  testSecretKey,
} from '../../rooms/cli/doctor/startClerkApi';
import { startCerbos } from '../../../src/testing';
import { startTimeoutMs } from '../../setup/pdp';
import { root } from '../../setup/publishedPackage';
import { readFileSync } from 'node:fs';
import { transcriptsOf } from '../../setup/transcripts';

const page = 'docs/cli/doctor.md';
const program = join(root, 'dist/cli.js');

/** The policy with faults that the page shows. */
const invoice = /```yaml\n# policies\/resource_policies\/invoice\.yaml\n([\s\S]*?)```/;

/** An app with the policies of the Next.js example, and more files. */
function makeApp(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-cerbos-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'examples/nextjs/policies'), join(folder, 'policies'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function doctor(folder: string, ...args: readonly string[]): Promise<Ended> {
  // What the machine has set for itself is not the app's.
  const { CERBOS_HTTP: _http, CLERK_SECRET_KEY: _key, CLERK_API_URL: _url, ...env } = process.env;
  const options = { cwd: folder, env: { ...env, NO_COLOR: '1' } };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'doctor', ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

/** An app beside a PDP and an instance of Clerk, with the keys of the instance. */
async function makeRunningApp() {
  const pdp = await startCerbos({
    policies: join(root, 'examples/nextjs/policies'),
    schemaEnforcement: 'reject',
    startTimeoutMs,
  });
  onTestFinished(() => pdp.stop());
  const clerk = await startClerkApi({
    roles: { 'org:admin': [], 'org:member': [], 'org:billing': [] },
  });
  const folder = makeApp({
    '.env': `CERBOS_HTTP=${pdp.httpUrl}\nNEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=${publishableKeyOf()}\n`,
    '.env.local': `CLERK_SECRET_KEY=${testSecretKey}\nCLERK_API_URL=${clerk.url}\n`,
  });
  return { folder, pdp };
}

describe(page, () => {
  const [offline, running] = transcriptsOf(page);

  it('shows what is printed about a policy with faults', async () => {
    const [, policy = ''] = invoice.exec(readFileSync(join(root, page), 'utf8')) ?? [];
    const folder = makeApp({ 'policies/resource_policies/invoice.yaml': policy });
    expect(offline?.command).toBe('npx clerk-cerbos doctor --offline');
    const { stdout, stderr, code } = await doctor(folder, '--offline');
    expect(stdout + stderr).toBe(offline?.output);
    expect(code).toBe(0);
    expect((await doctor(folder, '--offline', '--strict')).code).toBe(1);
  });

  it('shows what is printed about a PDP and an instance of Clerk', async () => {
    const { folder, pdp } = await makeRunningApp();
    expect(running?.command).toBe('npx clerk-cerbos doctor');
    const { stdout, stderr, code } = await doctor(folder);
    const shown = (stdout + stderr).replaceAll(pdp.httpUrl, 'http://127.0.0.1:3592');
    expect(shown).toBe(running?.output);
    expect(code).toBe(0);
  });

  it('has each check in its table, and no other', () => {
    const rows = readFileSync(join(root, page), 'utf8').matchAll(/^\| `(\w+\.\w+)`/gm);
    expect([...rows].map(([, name]) => name)).toEqual(checks.map(({ name }) => name));
  });
});

describe('clerk-cerbos doctor', () => {
  it('prints results for programs, and no key in them', async () => {
    const { folder } = await makeRunningApp();
    const { stdout, stderr } = await doctor(folder, '--json');
    const results: unknown = JSON.parse(stdout);
    const expected: unknown[] = checks.map(({ name }): unknown =>
      expect.objectContaining({ name, status: expect.stringMatching(/^(?:pass|warn|skip)$/) }),
    );
    expect(results).toEqual(expected);
    expect(stdout + stderr).not.toContain(testSecretKey);
  });

  it('ends with 1 if there is no PDP, and says how to start one', async () => {
    const folder = makeApp();
    const { code, stdout } = await doctor(folder, '--pdp', 'http://127.0.0.1:1');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ reachable  No PDP answers at http://127.0.0.1:1.');
    expect(stdout).toContain('→ Start one (npx clerk-cerbos dev');
  });

  it('ends with 1 and goes on if there are no policies', async () => {
    const folder = makeApp();
    const { code, stdout } = await doctor(folder, '--offline', '--policies', 'elsewhere');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ readable');
    expect(stdout).toContain('✓ publicVariables');
  });

  it('says where a policy does not compile', async () => {
    const rule =
      '{actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: P.attrr.x == 1}}}';
    const policy = `apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: note\n  version: default\n  rules:\n    - ${rule}\n`;
    const folder = makeApp({ 'policies/note.yaml': policy });
    const { code, stdout } = await doctor(folder, '--offline');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ compile +The policies do not compile/);
    expect(stdout).toContain('note.yaml:6');
  });

  it('counts failed tests of policies', async () => {
    const folder = makeApp();
    const test = join(folder, 'policies/tests/document_test.yaml');
    const text = readFileSync(test, 'utf8');
    writeFileSync(test, text.replace('EFFECT_ALLOW', 'EFFECT_DENY'));
    const { code, stdout } = await doctor(folder, '--offline');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ compile +Compiled with PDP [\d.]+: \d+ tests? of \d+ failed\./);
  });

  it.each([
    [['--pdp', 'nonsense'], 'The address of the PDP is not a URL.'],
    [['--skip', 'pdp.corz'], 'There is no check "pdp.corz" to skip.'],
    [['--prot', '1'], "error: unknown option '--prot'"],
  ])('ends with 2 for %j', async (args, message) => {
    const { code, stderr, stdout } = await doctor(makeApp(), ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });
});
