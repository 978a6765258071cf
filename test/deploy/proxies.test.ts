import { describe, expect, it } from 'vitest';
import { directives } from './deployFiles';

// `npm run check:deploy` asks haproxy, nginx and systemd themselves. These are the lines without
// which questions failed in our measurements, although every program accepts a file without them.
const essential: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'proxies/haproxy.cfg': [
    'retry-on conn-failure empty-response response-timeout 502 503 504',
    'option redispatch 1',
    'retries 3',
    /^timeout connect \d{2,3}ms$/,
    /^timeout server \d{2,3}ms$/,
    'option httpchk GET /_cerbos/health',
    /^default-server check .*\bobserve layer7\b.*\bon-error mark-down\b/,
    'tune.bufsize 65536',
    /^bind 127\.0\.0\.1:/,
  ],
  'proxies/nginx.conf': [
    /^proxy_next_upstream error timeout .*\bnon_idempotent;$/,
    /^proxy_connect_timeout \d{2,3}ms;$/,
    /^proxy_read_timeout \d{2,3}ms;$/,
    'proxy_http_version 1.1;',
    'proxy_set_header Connection "";',
    /^keepalive \d+;$/,
    /^server \S+ max_fails=1 fail_timeout=1s;$/,
    /^listen 127\.0\.0\.1:/,
  ],
  'systemd/cerbos.service': [
    'Restart=always',
    'RestartSec=100ms',
    'StartLimitIntervalSec=0',
    /^Environment=GOMEMLIMIT=\d+MiB$/,
    'DynamicUser=yes',
  ],
};

const cases = Object.entries(essential).flatMap(([file, lines]) =>
  lines.map((line) => ({ file, line })),
);

describe('a file for a program that npm does not have', () => {
  it.each(cases)('$file has the line $line', ({ file, line }) => {
    const lines = directives(file);
    const found = lines.filter((each) =>
      typeof line === 'string' ? each === line : line.test(each),
    );
    expect(found).not.toEqual([]);
  });

  it.each(['proxies/haproxy.cfg', 'proxies/nginx.conf'])(
    '%s names two PDPs, and waits less than a third of the default timeoutMs for one of them',
    (file) => {
      const lines = directives(file);
      expect(lines.filter((line) => /^server (?:\w+ )?\d[\d.]+:3592\b/.test(line))).toHaveLength(2);
      const wait = lines
        .map((line) => /^(?:timeout server|proxy_read_timeout) (\d+)ms/.exec(line)?.[1])
        .find((ms) => ms !== undefined);
      expect(Number(wait)).toBeLessThan(2000 / 3);
    },
  );
});
