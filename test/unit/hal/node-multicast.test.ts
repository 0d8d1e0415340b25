/** Multicast of hal/node on several interfaces, in a network namespace that the test makes. */

import { spawnSync } from 'node:child_process';
import test from 'ava';
import { projectPath } from '../../../tools/support/project-root.js';

/** Two links of two ends each: what leaves on `left` comes back on `left-peer`. */
const STAGE = `
set -e
ip link set lo up
ip link add left type veth peer name left-peer
ip link add right type veth peer name right-peer
for name in left left-peer right right-peer; do
  sysctl -qw net.ipv6.conf.$name.accept_dad=0 2>/dev/null || true
  ip link set $name up
done
ip addr add 10.1.0.1/24 dev left; ip addr add 10.2.0.1/24 dev right
sleep 0.1
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  ip -6 addr show tentative | grep -q inet6 || break
  sleep 0.2
done
`;

function hear(family: 4 | 6, group: string): string[] {
  const child = projectPath('dist/test/support/multicast-child.js');
  const script = `${STAGE} exec "${process.execPath}" "${child}" ${family} ${group} right`;
  const run = spawnSync('unshare', ['-rn', 'bash', '-c', script], { encoding: 'utf8', timeout: 30_000 });
  if (run.status !== 0) throw new Error(`the namespace failed: ${run.stderr}${String(run.error ?? '')}`);
  return JSON.parse(run.stdout) as string[];
}

test('IPv6: a socket without an interface sends on each and hears on each; one with hears and sends on it alone', (t) => {
  t.deepEqual(hear(6, 'ff02::fb'), [
    'everywhere: to all on left',
    'everywhere: to all on left-peer',
    'everywhere: to all on right',
    'everywhere: to all on right-peer',
    'everywhere: to one on right',
    'everywhere: to one on right-peer',
    'one: to all on right',
    'one: to one on right',
  ]);
});

test('IPv4: likewise, on the interfaces that have an address', (t) => {
  t.deepEqual(hear(4, '224.0.0.251'), [
    'everywhere: to all on left',
    'everywhere: to all on right',
    'everywhere: to one on right',
    'one: to all on right',
    'one: to one on right',
  ]);
});
