import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from './publishedPackage';

// Every test several times while both cores are kept busy: a test that can fail by load alone does.
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, project: { type: 'string', multiple: true } },
});
const projects = (values.project ?? []).flatMap((name) => ['--project', name]);

const busy = [0, 1].map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
const stop = () => {
  for (const { pid } of busy) if (pid !== undefined) process.kill(pid);
};
process.once('exit', stop);
process.once('SIGINT', () => process.exit(130));

let failed = 0;
for (let run = 1; run <= Number(values.runs); run += 1) {
  console.log(`\nRun ${run} of ${values.runs}, under load`);
  const started = Date.now();
  // Each run proves lists by other policies; the names of those tests have the seed.
  const lists = { LISTS_RULES: '600', LISTS_SEED: String(Math.floor(Math.random() * 1e9)) };
  const env = { ...process.env, ...lists };
  const test = spawn('npx', ['vitest', 'run', ...projects], { cwd: root, env, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => test.once('exit', resolve));
  if (code !== 0) failed += 1;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`Run ${run} of ${values.runs}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
}
console.log(`\n${Number(values.runs) - failed} of ${values.runs} runs passed`);
process.exitCode = failed === 0 ? 0 : 1;
