import { markdownFiles } from './documentationPages';
import { deadLinksOf } from './links';
import { policyErrorsOf } from './pagePolicies';
import { createPageCompiler } from './snippetPrograms';
import { markdownPage } from './snippets';

// `npm run docs:check docs/guides/lists.md`: prints what is wrong with the snippets and policies of
// the given pages, or of all.
const compilers = [createPageCompiler('bundler'), createPageCompiler('nodenext')];
const given = process.argv.slice(2);

for (const file of given.length > 0 ? given : markdownFiles) {
  const page = markdownPage(file);
  const errors = new Set([
    ...page.unseen,
    ...deadLinksOf(file),
    ...compilers.flatMap(({ errorsOf }) => errorsOf(page)),
    ...(await policyErrorsOf(page)),
  ]);
  for (const error of errors) console.log(error);
  const { length } = page.snippets;
  console.log(
    `${file}: ${length} snippets, ${page.policies.length} policies, ${errors.size} errors`,
  );
  if (errors.size > 0) process.exitCode = 1;
}
