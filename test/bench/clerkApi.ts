// A stand-in for Clerk's Backend API, in a process of its own, so that its work is not counted as
// ours. It knows one user, whoever is asked for, and answers at once: the real one is farther away.
import { createServer } from 'node:http';

const userOf = (id: string) => ({
  object: 'user',
  id,
  first_name: 'Ada',
  last_name: 'Lovelace',
  email_addresses: [],
  phone_numbers: [],
  web3_wallets: [],
  external_accounts: [],
  enterprise_accounts: [],
  saml_accounts: [],
  public_metadata: { role: 'editor' },
  private_metadata: {},
  unsafe_metadata: {},
  created_at: 1,
  updated_at: 1,
});

const server = createServer(({ url = '' }, response) => {
  const id = url.split('/').at(-1) ?? '';
  response.setHeader('content-type', 'application/json').end(JSON.stringify(userOf(id)));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(server.address());
});
// It ends with whoever started it.
process.on('disconnect', () => process.exit());
