// npm run bench [-- --quick]: measures, side by side, what this package costs and saves against a
// real PDP on this machine. It prints ratios, since milliseconds are those of one machine.
// Exit code: 0 if every target is met, 1 if one is missed, 2 if it could not be measured.
// A whole run writes test/bench/results.md and the figures that docs/about/benchmarks.md quotes; --quick does not.
import { parseArgs } from 'node:util';
import { isMet } from './Figure';
import { measureAll, type Thoroughness } from './measureAll';
import { createProgress, paint } from './progress';
import { requestsText, textTable } from './report';
import { benchFrameworks } from './requests/measureRequests';
import { writeResults } from './writeResults';

Object.assign(process.env, { NODE_ENV: 'production' });

const thorough: Thoroughness = {
  rounds: 100,
  times: 1,
  authorizers: 100_000,
  requests: { frameworks: benchFrameworks, callers: [1, 16, 64], rounds: 9, ms: 700 },
};
const quick: Thoroughness = {
  rounds: 20,
  times: 0.5,
  authorizers: 20_000,
  requests: { frameworks: benchFrameworks, callers: [16], rounds: 3, ms: 500 },
};
const tiny: Thoroughness = {
  rounds: 1,
  times: 0.05,
  authorizers: 100,
  requests: { frameworks: ['Fastify'], callers: [2], rounds: 1, ms: 50 },
};

async function bench(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, tiny: { type: 'boolean' } },
  });
  const how = values.tiny === true ? tiny : values.quick === true ? quick : thorough;
  const progress = createProgress();
  const measured = await measureAll(how, progress);
  const { figures } = measured;
  progress('measured');
  const missed = figures.filter((figure) => !isMet(figure)).length;
  console.log(`\n${textTable(figures, paint)}\n\n${requestsText(measured.requests)}\n`);
  console.log(
    paint(
      missed === 0 ? 'Every target is met.' : `Targets missed: ${missed} (marked ✗).`,
      missed === 0,
    ),
  );
  if (how === thorough) console.log(`Written: ${(await writeResults(measured)).join(', ')}`);
  return missed === 0 ? 0 : 1;
}

try {
  process.exitCode = await bench();
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}
