/**
 * The project's half of a discovery between processes: `node discovery-agent.js advertise '<json>'` makes a server known
 * until SIGTERM and tells each log record as a line of JSON; with other arguments it is the `sep2` command with
 * `discover` alone.
 */
import { Command } from 'commander';
import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { NodeScheduler } from '../../hal/node/scheduler.js';
import { NodeUdpPort } from '../../hal/node/udp.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { LOCAL_DOMAIN } from '../../stack/dnssd/groups.js';
import { type Advertisement, Advertiser } from '../../stack/server/advertiser.js';
import { registerDiscover } from '../../tools/discover/command.js';

if (process.argv[2] === 'advertise') advertise(JSON.parse(process.argv[3]!) as Advertisement);
else {
  const program = new Command('sep2');
  registerDiscover(program);
  program.parse();
}

function advertise(advertisement: Advertisement): void {
  const scheduler = new NodeScheduler();
  const advertiser = new Advertiser({
    udp: new NodeUdpPort(),
    scheduler,
    entropy: NODE_ENTROPY,
    limits: HOST_LIMITS,
    log: { write: (level, code, fields) => console.log(JSON.stringify({ pid: process.pid, level, code, ...fields })) },
    domain: LOCAL_DOMAIN,
    advertisement,
  });
  advertiser.start();
  process.once('SIGTERM', () => {
    advertiser.stop();
    // The goodbye leaves before the sockets close.
    scheduler.at(scheduler.nowMs() + 100, () => process.exit());
  });
}
