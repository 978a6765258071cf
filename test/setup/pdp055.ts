import { fileURLToPath } from 'node:url';

// The PDP is found from the working directory, and that of this folder is 0.55. The npm package
// `cerbos`, which the rest of the tests use, ends with 0.51 so far.
process.chdir(fileURLToPath(new URL('../pdp-0.55', import.meta.url)));
