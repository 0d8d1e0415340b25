/** A virtual network with one utility server and devices as a test wants them. */

import { Thermostat } from '../../firmware/thermostat/thermostat.js';
import { VirtualClock } from '../../hal/virtual/clock.js';
import { SeededEntropy } from '../../hal/virtual/entropy.js';
import { VirtualNetwork } from '../../hal/virtual/network.js';
import { type VirtualNode } from '../../hal/virtual/node.js';
import { type Appliance } from '../../stack/client/appliance.js';
import { Device } from '../../stack/client/device.js';
import { type DeviceOptions } from '../../stack/client/device-options.js';
import { HOST_LIMITS, type Limits } from '../../stack/core/limits.js';
import { type ServerConfig, type ServerObserver } from '../../stack/functions/server-host.js';
import { type Log, type LogLevel, type LogValue } from '../../stack/ports/log.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { type TestHolder, type TestPki, createTestPki, findHolder } from '../../tools/pki/test-pki.js';
import { VirtualUtility } from '../../tools/sim/virtual-utility.js';
import { DEVICE_CAPABILITY_PATH } from '../../stack/functions/device-capability-server.js';
import { FakeAppliance } from './fake-appliance.js';

/** 2026-07-15T00:00:00Z. */
export const START_S = 1784073600;
export const SERVER_PORT = 8443;

export interface LogLine {
  readonly atMs: number;
  readonly level: LogLevel;
  readonly code: string;
  readonly fields: Readonly<Record<string, LogValue>>;
}

export interface TestDevice {
  readonly node: VirtualNode;
  readonly device: Device;
  readonly ports: FakeAppliance;
  readonly log: readonly LogLine[];
  /** Log codes in order, those of one prefix. */
  codes(prefix: string): string[];
}

export interface HomeOptions {
  readonly seed?: number;
  readonly config?: Partial<ServerConfig>;
  readonly observer?: ServerObserver;
}

export class VirtualHome {
  readonly clock = new VirtualClock();
  readonly network: VirtualNetwork;
  readonly pki: TestPki;
  readonly utility: VirtualUtility;
  readonly utilityNode: VirtualNode;
  readonly refusals: string[] = [];

  constructor(options: HomeOptions = {}) {
    const seed = options.seed ?? 1;
    this.network = new VirtualNetwork({ clock: this.clock, seed, scrub: true });
    this.pki = createTestPki({
      crypto: createNobleCrypto(new SeededEntropy(seed, 'pki')),
      notBeforeS: START_S - 86400,
      holders: ['server', 'thermostat', 'water-heater', 'ev-charger', 'inverter', 'meter'].map((name) => ({ name })),
    });
    this.utilityNode = this.network.addNode('utility');
    this.utility = new VirtualUtility({
      node: this.utilityNode,
      crypto: createNobleCrypto(this.utilityNode.entropy),
      holder: findHolder(this.pki, 'server'),
      root: this.pki.root,
      startS: START_S,
      port: SERVER_PORT,
      instance: 'Test Utility',
      onRefused: (error) => this.refusals.push(error.code),
      ...(options.config === undefined ? {} : { config: options.config }),
      ...(options.observer === undefined ? {} : { observer: options.observer }),
    });
  }

  holder(name: string): TestHolder {
    return findHolder(this.pki, name);
  }

  /** A thermostat with ports in the test's hand, registered or not, that knows the server's address. */
  addThermostat(options: Partial<DeviceOptions> & { limits?: Limits } = {}): TestDevice {
    const ports = new FakeAppliance();
    const every = { load: ports, meter: ports, owner: ports, display: ports, thermometer: ports, setpoint: ports };
    return this.addDevice('thermostat', new Thermostat(every, { serialNumber: '1', ratedW: 3000 }), ports, options);
  }

  addDevice(
    name: string,
    appliance: Appliance,
    ports: FakeAppliance,
    options: Partial<DeviceOptions> & { limits?: Limits } = {},
  ): TestDevice {
    const node = this.network.addNode(name);
    const holder = this.holder(name);
    const lines: LogLine[] = [];
    const log: Log = {
      write: (level, code, fields) => lines.push({ atMs: this.clock.nowMs(), level, code, fields }),
    };
    const services = {
      tcp: node.tcp,
      udp: node.udp,
      scheduler: node.scheduler,
      entropy: node.entropy,
      crypto: createNobleCrypto(node.entropy),
      limits: options.limits ?? HOST_LIMITS,
      log,
    };
    const address = this.utilityNode.addresses()[0]!.address;
    const device = new Device(
      services,
      {
        identity: { chain: holder.chain, key: holder.key },
        trust: createTrustStore([this.pki.root]),
        encoding: 'exi',
        ...(options.discoveryDomain === undefined
          ? { servers: [{ endpoint: { address, port: SERVER_PORT }, dcapPath: DEVICE_CAPABILITY_PATH }] }
          : {}),
        ...options,
      },
      appliance,
    );
    const codes = (prefix: string): string[] =>
      lines.filter((line) => line.code.startsWith(prefix)).map((line) => line.code);
    return { node, device, ports, log: lines, codes };
  }

  /** Runs the world for so many seconds. */
  run(seconds: number): void {
    this.clock.runUntil(this.clock.nowMs() + seconds * 1000);
  }
}
