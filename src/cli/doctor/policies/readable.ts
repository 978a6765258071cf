import { type Check, count, linesOf, pass } from '../Check';

/** The folder of the policies, and whether each file in it is YAML or JSON. */
export const readable: Check = {
  name: 'policies.readable',
  run({ policies }) {
    if (policies instanceof Error) return { status: 'fail', message: policies.message };
    const { problems, policies: found } = policies.read;
    if (problems.length === 0) return pass(`${count(found.length, 'policy file')} read.`);
    return {
      status: 'fail',
      message: "Files of the policies can't be read as YAML.",
      detail: linesOf(problems.map(({ message, ...place }) => ({ ...place, text: message }))),
      remedy: 'Correct the files. The PDP loads none of the policies before.',
    };
  },
};
