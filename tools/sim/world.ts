/**
 * A scenario set in motion: servers and appliances on a virtual network, the models under them, what the utility
 * publishes and what goes wrong, each at its time. Chance comes from the scenario's seed alone.
 */

import { VirtualClock } from '../../hal/virtual/clock.js';
import { SeededEntropy } from '../../hal/virtual/entropy.js';
import { VirtualNetwork } from '../../hal/virtual/network.js';
import { type VirtualNode } from '../../hal/virtual/node.js';
import { type Device } from '../../stack/client/device.js';
import { SILENT_LOG } from '../../stack/ports/log.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { type TestPki, createTestPki, findHolder } from '../pki/test-pki.js';
import { scheduleFaults } from './faults.js';
import { Household, MODEL_STEP_S, type SimulatedDevice } from './household.js';
import { publishPrograms } from './publish.js';
import { type Scenario, type ServerSpec } from './scenario/types.js';
import { type PublishedEvent, type Stage, type WorldObserver } from './stage.js';
import { createVirtualAppliance } from './virtual-appliance.js';
import { VirtualUtility } from './virtual-utility.js';

/** Port of every server's TLS. */
const TLS_PORT = 8443;

/** The makers' certificates are a month old when the day begins. */
const CERTIFICATE_AGE_S = 30 * 86400;

/** Appliances are switched on one after the other, s. */
const START_SPACING_S = 2;

/** An appliance of the world. */
export interface WorldAppliance {
  readonly model: SimulatedDevice;
  readonly node: VirtualNode;
  readonly device: Device;
}

export class World implements Stage {
  readonly scenario: Scenario;
  readonly clock = new VirtualClock();
  readonly network: VirtualNetwork;
  readonly household: Household;
  readonly pki: TestPki;
  readonly utilities = new Map<string, VirtualUtility>();
  readonly appliances = new Map<string, WorldAppliance>();
  /** Events that were published so far, by mRID. */
  readonly events = new Map<string, PublishedEvent>();
  readonly observer: WorldObserver;

  constructor(scenario: Scenario, observer: WorldObserver = {}) {
    this.scenario = scenario;
    this.observer = observer;
    this.network = new VirtualNetwork({ clock: this.clock, seed: scenario.seed, conditions: scenario.network });
    this.household = new Household(scenario);
    const names = [...scenario.servers, ...scenario.devices].map(({ name }) => ({ name }));
    this.pki = createTestPki({
      crypto: createNobleCrypto(new SeededEntropy(scenario.seed, 'pki')),
      notBeforeS: scenario.startS - CERTIFICATE_AGE_S,
      holders: names,
    });
    for (const spec of scenario.servers) this.addUtility(spec);
    for (const model of this.household.devices) this.addAppliance(model);
    scheduleFaults(this);
    this.keepModelsGoing();
    this.keepSampling();
  }

  /** Seconds since the epoch, by a clock that is right. */
  nowS(): number {
    return this.scenario.startS + this.clock.nowMs() / 1000;
  }

  /** Runs `task` at a time of the day; at once where it has passed. */
  at(timeS: number, task: () => void): void {
    this.clock.at(Math.max(this.clock.nowMs(), (timeS - this.scenario.startS) * 1000), task);
  }

  /** Runs up to a time. */
  runUntil(timeS: number): void {
    this.clock.runUntil((timeS - this.scenario.startS) * 1000);
  }

  /** Runs to the end of the scenario. */
  runToEnd(): void {
    this.runUntil(this.scenario.startS + this.scenario.durationS);
  }

  private addUtility(spec: ServerSpec): void {
    const node = this.network.addNode(spec.name);
    const { pollRateS } = spec;
    const utility = new VirtualUtility({
      node,
      crypto: createNobleCrypto(node.entropy),
      holder: findHolder(this.pki, spec.name),
      root: this.pki.root,
      startS: this.scenario.startS + spec.clockOffsetS,
      port: TLS_PORT,
      instance: spec.name,
      config: { pollRates: { DemandResponseProgramList: pollRateS, DERProgramList: pollRateS } },
      observer: {
        onResponse: (report) => this.observer.onResponse?.(spec.name, this.nowS(), report),
      },
    });
    this.utilities.set(spec.name, utility);
    publishPrograms(this, spec, utility);
    utility.start();
  }

  private addAppliance(model: SimulatedDevice): void {
    const { name } = model.spec;
    const node = this.network.addNode(name);
    const log = this.observer.logOf?.(name) ?? SILENT_LOG;
    const device = createVirtualAppliance({
      node,
      crypto: createNobleCrypto(node.entropy),
      holder: findHolder(this.pki, name),
      trust: createTrustStore([this.pki.root]),
      model,
      log,
      certificateTimeS: () => this.nowS(),
      onBody: (_direction, octets, resource) => this.observer.onBody?.(name, octets, resource),
    });
    this.at(this.nowS() + this.appliances.size * START_SPACING_S, () => device.start());
    this.appliances.set(name, { model, node, device });
  }

  private keepModelsGoing(): void {
    const step = (): void => {
      this.household.advance(this.nowS());
      this.at(this.nowS() + MODEL_STEP_S, step);
    };
    step();
  }

  private keepSampling(): void {
    const sample = (): void => {
      this.household.advance(this.nowS());
      this.observer.onSample?.(this.nowS());
      this.at(this.nowS() + this.scenario.stepS, sample);
    };
    this.at(this.nowS(), sample);
  }
}
