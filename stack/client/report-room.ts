/** What a device tells one server of itself, gathered: identity, DER, readings. */

import { DEFAULT_POST_RATE_S } from '../functions/metering-client.js';
import { type EndDevice } from '../model/2018/types.gen.js';
import { type Appliance } from './appliance.js';
import { DerReporter, type RampSource } from './der-reporter.js';
import { MirrorReporter } from './mirror-reporter.js';
import { SelfReporter } from './self-reporter.js';
import { type ServerTime, type SessionServices } from './services.js';
import { type ReportLinks } from './session.js';
import { boundedRateS } from './watch.js';

/** Spacing of readings that the definition of a mirror names, s. */
const INTERVAL_LENGTH_S = 300;

export class ReportRoom {
  readonly self: SelfReporter;
  private readonly services: SessionServices;
  private readonly appliance: Appliance;
  private readonly time: ServerTime;
  private readonly rampSource: RampSource;
  private der: DerReporter | undefined = undefined;
  private derHref = '';
  private mirror: MirrorReporter | undefined = undefined;
  private mirrorHref = '';
  private toldSelf = false;

  constructor(services: SessionServices, appliance: Appliance, time: ServerTime, rampSource: RampSource) {
    this.rampSource = rampSource;
    this.services = services;
    this.appliance = appliance;
    this.time = time;
    this.self = new SelfReporter(services, appliance.profile, time);
  }

  /** The server named the places to report to; called again with every reading of the EndDevice. */
  take(links: ReportLinks): void {
    if (links.isNew) this.forget();
    if (!this.toldSelf) {
      this.toldSelf = true;
      this.self.start(links.endDevice);
    }
    this.takeDer(links.endDevice);
    this.takeMirror(links.mirrorUsagePointList);
  }

  /** Looks whether something changed that the server should hear of. */
  tick(): void {
    if (this.der !== undefined) this.der.tick();
  }

  stop(): void {
    if (this.mirror !== undefined) this.mirror.stop();
  }

  /** The server lost what it was told. */
  private forget(): void {
    this.toldSelf = false;
    this.derHref = '';
    this.mirrorHref = '';
  }

  private takeDer(own: EndDevice): void {
    const profile = this.appliance.profile.der;
    const link = own.DERListLink;
    if (profile === undefined || link === undefined || link.href === this.derHref) return;
    const appliance = this.appliance;
    if (appliance.derState === undefined || appliance.availableW === undefined) {
      throw new TypeError('appliance: expected derState and availableW beside a DER profile, got none');
    }
    this.derHref = link.href;
    this.der = new DerReporter(this.services, {
      listHref: link.href,
      profile,
      state: () => appliance.derState!(),
      availableW: () => appliance.availableW!(),
      rampSource: this.rampSource,
      postRateS: boundedRateS(own.postRate ?? DEFAULT_POST_RATE_S),
      time: this.time,
    });
    this.der.start();
  }

  private takeMirror(listHref: string | undefined): void {
    const profile = this.appliance.profile.mirror;
    if (profile === undefined || listHref === undefined || listHref === this.mirrorHref) return;
    if (this.mirror !== undefined) this.mirror.stop();
    this.mirrorHref = listHref;
    const mirror = {
      ...profile,
      lfdi: this.services.identity.lfdi,
      pen: this.appliance.profile.nameplate.pen,
      intervalLengthS: INTERVAL_LENGTH_S,
    };
    this.mirror = new MirrorReporter(this.services, listHref, mirror, this.appliance, this.time);
    this.mirror.start();
  }
}
