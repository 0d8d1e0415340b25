/** Runs a scenario from its first second to its last and keeps what it leaves behind. */

import { writeXml } from '../../stack/codec.js';
import { type TappedPacket } from '../../hal/virtual/conditions.js';
import { utf8Length } from '../../stack/core/utf8.js';
import { DNS_SD_PORT } from '../../stack/dnssd/groups.js';
import { CurveRecorder, recordBaseline } from './curve-recorder.js';
import { Household } from './household.js';
import { ProtocolRecorder } from './protocol-recorder.js';
import { type SimulationResult } from './result.js';
import { type Scenario } from './scenario/types.js';
import { type PublishedEvent } from './stage.js';
import { World } from './world.js';

export interface RunOptions {
  /** Called with every sample: share of the day, 0 to 1, and the time, seconds since the epoch. */
  onProgress?(share: number, timeS: number): void;
  /** Called with every packet that is sent, of all nodes in the order of virtual time. */
  onPacket?(packet: TappedPacket): void;
}

export function runScenario(scenario: Scenario, options: RunOptions = {}): SimulationResult {
  const began = performance.now();
  const endS = scenario.startS + scenario.durationS;
  let now = (): number => scenario.startS;
  const protocol = new ProtocolRecorder(() => now());
  const world = new World(scenario, {
    logOf: (device) => protocol.logOf(device),
    onBody: (device, octets, resource) => {
      const counts = protocol.octetsOf(device);
      counts.messages++;
      counts.bodies += octets;
      counts.bodiesAsXml += utf8Length(writeXml(resource));
    },
    onFault: (_timeS, text) => protocol.note('network', 'fault', text),
    onPublished: (_timeS, event) => protocol.publish(describe(event)),
    onCancelled: (_timeS, event) => protocol.note(event.server, 'cancelled by server', cancelWords(event), event.mRID),
    onSample: (timeS) => {
      if (timeS >= curves.nextS()) curves.take();
      options.onProgress?.((timeS - scenario.startS) / scenario.durationS, timeS);
    },
  });
  if (options.onPacket !== undefined) world.network.tap = (packet) => options.onPacket?.(packet);
  now = () => world.nowS();
  const curves = new CurveRecorder(world.household, scenario);
  world.runToEnd();
  countTraffic(world, protocol);
  return {
    scenario,
    withProgramme: curves.curves(),
    withoutProgramme: recordBaseline(scenario, (plan) => new Household(plan)),
    events: protocol.events(),
    runs: protocol.runs(endS),
    timeline: protocol.timeline(),
    octets: protocol.octets(),
    tasks: world.clock.taskCount(),
    hostS: (performance.now() - began) / 1000,
  };
}

function describe({
  mRID,
  plan,
  program,
  server,
  controls,
}: PublishedEvent): Parameters<ProtocolRecorder['publish']>[0] {
  const { name, startS, durationS } = plan;
  const { kind, primacy } = program;
  return { mRID, name, program: program.name, server, kind, primacy, startS, durationS, controls };
}

function cancelWords({ plan }: PublishedEvent): string {
  return plan.cancelRandomized ? 'with randomisation' : '';
}

function countTraffic(world: World, protocol: ProtocolRecorder): void {
  for (const [name, { device, node }] of world.appliances) {
    const counts = protocol.octetsOf(name);
    const { traffic } = device;
    const dns = node.serviceTraffic(DNS_SD_PORT);
    counts.dnsSd = dns.datagramOctetsSent + dns.datagramOctetsReceived;
    counts.handshake = traffic.handshakeOctets;
    counts.tcp = traffic.handshakeOctets + traffic.recordOctets;
    counts.http = traffic.plainOctets;
    counts.fullHandshakes = traffic.handshakes - traffic.resumptions;
    counts.resumptions = traffic.resumptions;
  }
}
