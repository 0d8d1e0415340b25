/** Looks for servers for a while, in one or more domains, and tells all that was seen. */

import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type DiscoveredService } from '../../stack/dnssd/discovered.js';
import { type DnsSdDomain } from '../../stack/dnssd/groups.js';
import { firstLabel, nameKey } from '../../stack/dnssd/names.js';
import { DnsSdQuerier } from '../../stack/dnssd/querier.js';
import { DnsSdRunner } from '../../stack/dnssd/runner.js';
import { type Entropy } from '../../stack/ports/entropy.js';
import { SILENT_LOG } from '../../stack/ports/log.js';
import { type UdpPort } from '../../stack/ports/network.js';
import { type Scheduler } from '../../stack/ports/scheduler.js';
import { type Answered, type Asked, Witness } from './witness.js';

export interface SearchOptions {
  readonly udp: UdpPort;
  readonly scheduler: Scheduler;
  readonly entropy: Entropy;
  readonly domains: readonly DnsSdDomain[];
  readonly sfdi: number | undefined;
  readonly interfaceName: string | undefined;
  readonly timeoutMs: number;
}

export interface FoundService extends DiscoveredService {
  /** Strings of its TXT record as they came. */
  readonly text: readonly string[];
}

/** Something that answered and does not count, and why. */
export interface Ignored {
  readonly what: string;
  readonly reason: string;
  readonly from: string;
  readonly text: readonly string[];
}

export interface Findings {
  readonly asked: readonly Asked[];
  readonly answered: readonly Answered[];
  readonly found: readonly FoundService[];
  readonly ignored: readonly Ignored[];
  readonly failed: readonly { readonly group: string; readonly detail: string }[];
}

/** Asks until the time is over; `onDone` comes once. */
export function search(options: SearchOptions, onDone: (findings: Findings) => void): void {
  const { scheduler, entropy, domains, sfdi, interfaceName, timeoutMs } = options;
  const witness = new Witness(options.udp);
  const ignored: Ignored[] = [];
  const textOf = (name: string): readonly string[] => witness.texts.get(nameKey(name)) ?? [];
  const joined = domains.map((domain) => {
    const base = { domain: domain.name, limits: HOST_LIMITS, entropy, alwaysGeneric: true };
    const querier = new DnsSdQuerier(sfdi === undefined ? base : { ...base, ownSfdi: sfdi });
    const onTurn = (): void => noteEvents(querier, ignored, textOf);
    const runner = new DnsSdRunner(querier, {
      udp: witness,
      scheduler,
      log: SILENT_LOG,
      domain,
      interfaceName,
      onTurn,
    });
    runner.open();
    querier.start(scheduler.nowMs());
    runner.turn();
    return { querier, runner };
  });
  scheduler.at(scheduler.nowMs() + timeoutMs, () => {
    const found: FoundService[] = [];
    for (const { querier, runner } of joined) {
      for (const service of querier.services()) found.push({ ...service, text: textOf(service.name) });
      querier.stop();
      runner.close();
    }
    onDone({ asked: witness.asked, answered: witness.answered, found, ignored, failed: witness.failed });
  });
}

function noteEvents(querier: DnsSdQuerier, ignored: Ignored[], textOf: (name: string) => readonly string[]): void {
  for (let event = querier.takeEvent(); event !== undefined; event = querier.takeEvent()) {
    if (event.kind === 'ignored') {
      const { name, reason, from } = event;
      ignored.push({ what: firstLabel(name), reason, from, text: textOf(name) });
    } else if (event.kind === 'refused') {
      const { error, from } = event;
      const what = `datagram from port ${from.port}`;
      ignored.push({ what, reason: error.message, from: from.address, text: [] });
    }
  }
}
