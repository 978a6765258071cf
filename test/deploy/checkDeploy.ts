import { checkers, isInstalled } from './checkers';
import { metricsOfPdp } from './metricsOfPdp';
import { monitoredQueries } from './monitoredQueries';
import { configurations, startDeployedPdp } from './startDeployedPdp';

// `npm run check:deploy`: checks the files of examples/deploy with the programs that read them. The
// tests check the rest, with what npm has. Exit code 0: every file was checked and accepted. 1: one
// was refused. 2: none was refused, but a program is missing, so that its file was not checked.
//
// `npm run check:deploy -- --pdp=<binary>` also starts a PDP of another version with each
// configuration, and says which metrics of alerts and dashboard it does not have.
const [option = '', binary] = process.argv[2]?.split('=', 2) ?? [];
if (process.argv.length > 3 || (option !== '' && (option !== '--pdp' || binary === undefined))) {
  console.error('Usage: npm run check:deploy [-- --pdp=<binary>]');
  process.exit(1);
}

let refused = 0;
let missing = 0;

function report(file: string, by: string, objection: string): void {
  console.log(`${objection === '' ? 'accepted' : 'REFUSED '}  ${file}, by ${by}`);
  if (objection === '') return;
  refused++;
  console.log(objection.trimEnd().replaceAll(/^/gm, '          '));
}

for (const { file, program, check } of checkers) {
  if (isInstalled(program)) {
    report(file, program, check());
  } else {
    missing++;
    console.log(`MISSING   ${program}, so ${file} was not checked`);
  }
}

if (binary !== undefined) {
  for (const name of configurations) {
    try {
      const pdp = await startDeployedPdp(name, { binary });
      report(`pdp/${name}.yaml`, binary, '');
      if (name === 'service') await reportMetrics(pdp.httpUrl ?? '');
      await pdp.stop();
    } catch (error) {
      report(`pdp/${name}.yaml`, binary, String(error));
    }
  }
}

/** Each PDP lacks what only another version has, so this refuses nothing. */
async function reportMetrics(httpUrl: string): Promise<void> {
  const has = await metricsOfPdp(httpUrl);
  const wanted = new Set(monitoredQueries().flatMap(({ metrics }) => metrics));
  const lacking = [...wanted].filter((name) => !has.has(name));
  console.log(`metrics   it has ${wanted.size - lacking.length} of ${wanted.size}, and not:`);
  for (const name of lacking) console.log(`          ${name}`);
}

console.log(`Refused: ${refused}. Not checked: ${missing}.`);
process.exitCode = refused > 0 ? 1 : missing > 0 ? 2 : 0;
