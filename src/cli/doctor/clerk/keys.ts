import { getProperty } from '../../../base/value';
import { type Check, pass, skip } from '../Check';
import { environmentOf, readPublishableKey } from './readClerkKeys';

/** The secret key has the right form, and Clerk accepts it. */
export const secretKey: Check = {
  name: 'clerk.secretKey',
  async run({ keys, clerk }) {
    if (keys.secretKey === undefined) return skip('There is no CLERK_SECRET_KEY.');
    const { name, value } = keys.secretKey;
    const environment = environmentOf(value);
    if (environment === undefined) {
      return {
        status: 'fail',
        message: `${name} is no secret key of Clerk. One begins with sk_test_ or sk_live_.`,
        remedy: 'Copy the secret key from the Clerk Dashboard, page API keys.',
      };
    }
    if (clerk === undefined)
      return pass(`${name} is a key for ${environment}. Clerk was not asked.`);
    const { status, body } = await clerk.get('/v1/instance');
    if (status === 401 || status === 403) {
      return {
        status: 'fail',
        message: `Clerk refuses the key in ${name}.`,
        remedy: 'Copy the secret key again from the Clerk Dashboard, page API keys.',
      };
    }
    if (status !== 200) return skip(`Clerk answered with status ${String(status)} to the key.`);
    const type = getProperty(body, 'environment_type');
    return pass(`Clerk accepts ${name} (${typeof type === 'string' ? type : environment}).`);
  },
};

/** The publishable keys have the right form, and name one instance. */
export const publishableKey: Check = {
  name: 'clerk.publishableKey',
  run({ keys: { publishableKeys } }) {
    if (publishableKeys.length === 0) return skip('There is no publishable key.');
    const wrong = publishableKeys.find(({ value }) => readPublishableKey(value) === undefined);
    if (wrong !== undefined) {
      return {
        status: 'fail',
        message: `${wrong.name} is no publishable key of Clerk. One begins with pk_test_ or pk_live_.`,
        remedy: 'Copy the publishable key from the Clerk Dashboard, page API keys.',
      };
    }
    const hosts = new Set(publishableKeys.map(({ value }) => readPublishableKey(value)?.host));
    if (hosts.size > 1) {
      return {
        status: 'fail',
        message: `Publishable keys of different instances: ${publishableKeys.map(({ name }) => name).join(', ')}.`,
        remedy: 'Give all of them the key of one instance.',
      };
    }
    return pass(`The publishable key is for ${[...hosts].join('')}.`);
  },
};

/** No variable that ends up in the browser holds a secret key. */
export const publicVariables: Check = {
  name: 'clerk.publicVariables',
  run({ keys: { leaks } }) {
    if (leaks.length === 0) return pass('No variable for the browser holds a secret key.');
    return {
      status: 'fail',
      message: `A secret key is in a variable that bundlers write into the browser's code: ${leaks.join(', ')}.`,
      remedy: 'Rotate the key in the Clerk Dashboard, and keep the new one in CLERK_SECRET_KEY.',
    };
  },
};

/** Both keys belong to one instance. */
export const sameInstance: Check = {
  name: 'clerk.sameInstance',
  async run({ keys, clerk }) {
    const publishable = keys.publishableKeys
      .map(({ value }) => readPublishableKey(value))
      .find((key) => key !== undefined);
    const environment = environmentOf(keys.secretKey?.value ?? '');
    if (publishable === undefined || environment === undefined) {
      return skip('It takes a secret key and a publishable key.');
    }
    const remedy = 'Copy both keys from the same page of the Clerk Dashboard.';
    if (environment !== publishable.environment) {
      return {
        status: 'fail',
        message: `The secret key is for ${environment}, and the publishable key for ${publishable.environment}.`,
        remedy,
      };
    }
    const domains = await clerk?.list('/v1/domains');
    if (domains === undefined) return skip('Clerk did not say which domains the instance has.');
    const hosts = domains.map((domain) => hostOf(getProperty(domain, 'frontend_api_url')));
    if (hosts.includes(publishable.host)) return pass('Both keys belong to one instance.');
    return {
      status: 'fail',
      message: 'The secret key and the publishable key belong to different instances of Clerk.',
      remedy,
    };
  },
};

function hostOf(url: unknown): string {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host : '';
}
