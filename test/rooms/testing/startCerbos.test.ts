import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startCerbos, type StartCerbosOptions } from '../../../src/testing';
import { startTimeoutMs } from '../../setup/pdp';
import { documentPolicy, policyFolder } from './policyFolder';

async function start(options: Partial<StartCerbosOptions> & { role?: string } = {}) {
  const { role, ...rest } = options;
  const policies = await policyFolder({ 'document.yaml': documentPolicy(role) });
  const pdp = await startCerbos({ policies, startTimeoutMs, ...rest });
  onTestFinished(() => pdp.stop());
  return pdp;
}

// What would never happen has not by then; what does happen is not waited for that long.
const patience = { timeout: 30_000 };

const question = (role: string, attr = {}) => ({
  principal: { id: 'user_1', roles: [role], attr },
  resource: { kind: 'document', id: '7' },
  action: 'view',
});

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const port = (url: string) => url.slice(url.lastIndexOf(':') + 1);

describe('startCerbos', () => {
  it('starts a PDP that answers over HTTP and gRPC', async () => {
    const pdp = await start();
    const http = new HTTP(pdp.httpUrl);
    const grpc = new GRPC(pdp.grpcTarget, { tls: false });
    onTestFinished(() => {
      grpc.close();
    });

    expect(await http.isAllowed(question('user'))).toBe(true);
    expect(await http.isAllowed(question('stranger'))).toBe(false);
    expect(await grpc.isAllowed(question('user'))).toBe(true);
    expect(await grpc.isAllowed(question('stranger'))).toBe(false);
  });

  it('leaves no process and no files after stop, which may be called twice', async () => {
    const pdp = await start({ audit: true });
    const { pid, auditLogPath = '' } = pdp;
    expect(exists(pid)).toBe(true);
    expect(existsSync(dirname(auditLogPath))).toBe(true);

    await pdp.stop();
    await pdp.stop();

    expect(exists(pid)).toBe(false);
    expect(existsSync(dirname(auditLogPath))).toBe(false);
    await expect(new HTTP(pdp.httpUrl).isAllowed(question('user'))).rejects.toThrow();
  });

  it('gives PDPs that start side by side different ports, each with its own policies', async () => {
    const [first, second, third] = await Promise.all([
      start({ role: 'first' }),
      start({ role: 'second' }),
      start({ role: 'third' }),
    ]);
    const ports = [first, second, third].flatMap((pdp) => [
      port(pdp.httpUrl),
      port(pdp.grpcTarget),
    ]);
    expect(new Set(ports).size).toBe(6);

    // Half of the answers would be wrong if two of them shared a port.
    for (let round = 0; round < 10; round++) {
      expect(await new HTTP(first.httpUrl).isAllowed(question('first'))).toBe(true);
      expect(await new HTTP(second.httpUrl).isAllowed(question('first'))).toBe(false);
      expect(await new HTTP(third.httpUrl).isAllowed(question('third'))).toBe(true);
    }
  });

  it('refuses a port on which another PDP listens', async () => {
    const first = await start();
    await expect(start({ httpPort: Number(port(first.httpUrl)) })).rejects.toThrow(
      `Port ${port(first.httpUrl)} of 127.0.0.1 can't be used`,
    );
  });

  it('listens on the ports it was given', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const httpPort = typeof address === 'object' ? address?.port : undefined;
    free.close();
    await once(free, 'close');

    const pdp = await start(httpPort === undefined ? {} : { httpPort });
    expect(pdp.httpUrl).toBe(`http://127.0.0.1:${String(httpPort)}`);
  });

  it("says where a policy does not compile, in the PDP's own words", async () => {
    const policies = await policyFolder({
      'broken.yaml': `${documentPolicy()}      condition: { match: { expr: "P.attr.x ==" } }\n`,
    });
    const start = startCerbos({ policies, startTimeoutMs });
    await expect(start).rejects.toMatchObject({
      name: 'ConfigurationError',
      code: 'invalid_configuration',
      message: expect.stringContaining(policies),
    });
    await expect(start).rejects.toThrow(/broken\.yaml:\d+:\d+: Invalid expression `P\.attr\.x ==`/);
    await expect(start).rejects.not.toThrow('log.level');
  });

  it.each([
    ['a field that Cerbos does not know', 'effct: EFFECT_ALLOW', /document\.yaml:10:7 .*effct/],
    [
      'an expression that is not valid',
      'condition: { match: { expr: "P.x ==" } }',
      /:10:29 Invalid/,
    ],
    [
      'a derived role that no file defines',
      'derivedRoles: [owner]',
      /document\.yaml:10:22 .*owner/,
    ],
  ])('shows the file, the line and its text for %s', async (_, line, place) => {
    const broken = { 'document.yaml': `${documentPolicy()}      ${line}\n` };
    const start = startCerbos({ policies: await policyFolder(broken), startTimeoutMs });
    await expect(start).rejects.toThrow(place);
    await expect(start).rejects.toThrow(`> 10 |       ${line}`);
  });

  it('shows where a policy no longer loads at a restart, too', async () => {
    const policies = await policyFolder({ 'document.yaml': documentPolicy() });
    const pdp = await startCerbos({ policies, startTimeoutMs });
    onTestFinished(() => pdp.stop());
    await writeFile(join(policies, 'document.yaml'), `${documentPolicy()}      effct: 1\n`);
    await expect(pdp.restart()).rejects.toThrow('> 10 |       effct: 1');
  });

  it.each([
    ['nothing', {}],
    ['an empty file', { 'document.yaml': '\n' }],
    ['a test of policies only', { 'document_test.yaml': 'name: Tests' }],
    ['files in folders that Cerbos leaves out only', { 'testdata/a.yaml': 'a', '.git/b.yml': 'b' }],
    ['schemas only', { '_schemas/document.json': '{}' }],
    ['files of other kinds only', { 'README.md': '# Policies' }],
  ])('refuses a folder with %s by its name, before the PDP starts', async (_, files) => {
    const policies = await policyFolder(files);
    await expect(startCerbos({ policies })).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining(`The folder ${policies} contains no policy.`),
    });
  });

  it.each(['document.yml', 'document.YAML', 'deep/er/document.json'])(
    'takes %s for a policy, as Cerbos does',
    async (name) => {
      const json = {
        apiVersion: 'api.cerbos.dev/v1',
        resourcePolicy: { resource: 'document', version: 'default', rules: [] },
      };
      const text = name.endsWith('json') ? JSON.stringify(json) : documentPolicy();
      const pdp = await startCerbos({
        policies: await policyFolder({ [name]: text }),
        startTimeoutMs,
      });
      onTestFinished(() => pdp.stop());
      expect(pdp.pid).toBeGreaterThan(0);
    },
  );

  it('refuses a file in place of the folder', async () => {
    const policies = join(
      await policyFolder({ 'document.yaml': documentPolicy() }),
      'document.yaml',
    );
    await expect(startCerbos({ policies })).rejects.toThrow(`${policies} is not a folder.`);
  });

  it('says that the folder of policies does not exist', async () => {
    await expect(startCerbos({ policies: 'no/such/folder' })).rejects.toThrow(
      /The folder .*no\/such\/folder does not exist/,
    );
  });

  it('says how to install the PDP where it is not installed', async () => {
    const elsewhere = await policyFolder({});
    await expect(startCerbos({ policies: elsewhere, resolveFrom: elsewhere })).rejects.toThrow(
      'npm i -D cerbos@0.51.0',
    );
  });

  it('writes each decision to the audit log while it runs', async () => {
    const pdp = await start({ audit: true });
    await new HTTP(pdp.httpUrl).isAllowed(question('user', { department: 'finance' }));

    const isWritten = async () => {
      const lines = (await readFile(pdp.auditLogPath ?? '', 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        'log.kind': 'decision',
        checkResources: {
          inputs: [{ principal: { id: 'user_1', attr: { department: 'finance' } } }],
          outputs: [{ actions: { view: { effect: 'EFFECT_ALLOW' } } }],
        },
      });
    };
    await vi.waitFor(isWritten, patience);
  });

  it('has no audit log unless one is asked for', async () => {
    expect(await start()).not.toHaveProperty('auditLogPath');
  });

  it('enforces the schemas of attributes when asked to', async () => {
    const policies = await policyFolder({
      'document.yaml': `${documentPolicy()}  schemas: { principalSchema: { ref: "cerbos:///principal.json" } }\n`,
      '_schemas/principal.json': JSON.stringify({ type: 'object', required: ['department'] }),
    });
    const allows = async (options: Partial<StartCerbosOptions>) => {
      await using pdp = await startCerbos({ policies, startTimeoutMs, ...options });
      return await new HTTP(pdp.httpUrl).isAllowed(question('user'));
    };
    expect(await allows({})).toBe(true);
    expect(await allows({ schemaEnforcement: 'reject' })).toBe(false);
  });

  it('hands further configuration to the PDP', async () => {
    await expect(start({ config: { engine: { nonsense: 1 } } })).rejects.toThrow('nonsense');
    const globals = { engine: { globals: { environment: 'test' } } };
    expect(await start({ config: globals })).toHaveProperty('httpUrl');
  });

  it('can die and come back on the same ports', async () => {
    const pdp = await start();
    const cerbos = new HTTP(pdp.httpUrl);
    const { pid } = pdp;

    await pdp.kill('SIGKILL');
    expect(exists(pid)).toBe(false);
    await expect(cerbos.isAllowed(question('user'))).rejects.toThrow();

    await pdp.restart();
    expect(pdp.pid).not.toBe(pid);
    expect(await cerbos.isAllowed(question('user'))).toBe(true);
  });

  it('can be stopped while it starts again', async () => {
    const pdp = await start();
    await pdp.kill('SIGKILL');
    const restarted = pdp.restart().catch(() => undefined);
    await pdp.stop();
    expect(exists(pdp.pid)).toBe(false);
    await restarted;
    expect(exists(pdp.pid)).toBe(false);
    await expect(pdp.restart()).rejects.toThrow('was stopped');
  });

  it('has two ports', async () => {
    const policies = await policyFolder({ 'document.yaml': documentPolicy() });
    const started = startCerbos({ policies, httpPort: 45_992, grpcPort: 45_992 });
    await expect(started).rejects.toThrow("can't both have port 45992");
  });

  it('can hang and continue, and be stopped while it hangs', async () => {
    const pdp = await start();
    const cerbos = new HTTP(pdp.httpUrl);
    await pdp.kill('SIGSTOP');
    let answered = false;
    const answer = cerbos.isAllowed(question('user')).finally(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);

    await pdp.kill('SIGCONT');
    expect(await answer).toBe(true);

    await pdp.kill('SIGSTOP');
    await pdp.stop();
    expect(exists(pdp.pid)).toBe(false);
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'ends with the process that started it, even if that is ended by %s',
    async (signal) => {
      const policies = await policyFolder({ 'document.yaml': documentPolicy() });
      const script = `
        import { startCerbos } from './src/testing/index.ts';
        const pdp = await startCerbos(${JSON.stringify({ policies, startTimeoutMs, audit: true })});
        console.log(JSON.stringify([pdp.pid, pdp.auditLogPath]));
      `;
      const parent = spawn(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', script],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      onTestFinished(() => {
        parent.kill('SIGKILL');
      });
      const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
      // What the script above prints.
      const [pid, auditLogPath] = JSON.parse(String(line)) as [number, string];
      expect(exists(pid)).toBe(true);

      parent.kill(signal);

      await vi.waitFor(() => expect(exists(pid)).toBe(false), patience);
      await vi.waitFor(() => expect(existsSync(dirname(auditLogPath))).toBe(false), patience);
    },
  );

  it('stops at the end of an `await using` block', async () => {
    const pids: number[] = [];
    {
      await using pdp = await start();
      pids.push(pdp.pid);
      expect(pids.map(exists)).toEqual([true]);
    }
    expect(pids.map(exists)).toEqual([false]);
  });
});
