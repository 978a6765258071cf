import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/publishedPackage';

/** What a reader has to read twice, and what to write in its place. */
const phrases: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bwhoever\b|\bwhomever\b/i, 'the caller, the user, a client'],
  [/\bnobody\b/i, 'no user, the caller is signed out'],
  [/\bsomebody\b|\banybody\b|\beverybody\b/i, 'a user, a client, all callers'],
  [/\bnothing but\b|\bnone but\b/i, 'only'],
  [/\bleaves? to sign in\b/i, 'redirects to the sign-in page'],
  [/\bthe first road\b|\bthe other road\b/i, 'the first way'],
  [/\bis asked nobody\b|\basks? of\b|\basked of\b/i, 'asks'],
  [/\bwho(m)? is not\b.*\bis sent\b/i, 'a signed-out visitor is redirected'],
  [/\b(hears?|heard) of\b/i, 'is told about'],
  [/\bthe former\b|\bthe latter\b/i, 'the name of it'],
  [/\b(says?|said|knows?|known|tells?|told) nothing of\b/i, 'says nothing about'],
  [/\bno such thing\b/i, 'no such resource'],
  [/\bput together wrongly\b/i, 'set up wrongly'],
  [/\bcarr(y|ies) JSON\b|\bby JSON\b(?!\.)/i, 'JSON represents'],
  [/\ba no is\b|\bthe yes\b/i, 'a denial, an allow'],
  [/\bstands? for somebody\b|\bsurely\b/i, 'clearly'],
  [/\bhas gone away\b|\bhung up\b|\bhangs? up\b/i, 'has disconnected'],
];

/** What people read: the source, the pages, the examples, the skill, and the forms for issues. */
const written = ['src', '*.md', '.github', 'contributing', 'docs', 'examples', 'skills'];

const listed = (...patterns: readonly string[]) =>
  execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => /\.(tsx?|mjs|md|ya?ml|css)$/.test(file));

describe('plain English', () => {
  it.each(listed(...written))('is what is written in %s', (file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const hits = lines.flatMap((line, index) =>
      phrases
        .filter(([phrase]) => phrase.test(line))
        .map(([, instead]) => `${String(index + 1)}: ${line.trim()} (write: ${instead})`),
    );
    expect(hits).toEqual([]);
  });
});
