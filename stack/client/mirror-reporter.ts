/**
 * Mirrors the device's readings to one server: the definition first, then readings at the server's postRate
 * (IEEE 2030.5-2018, Metering Mirror; BASIC-029). The list of mirrors is asked at its pollRate, so that a changed postRate
 * is followed and a mirror that the server lost is defined again.
 */

import {
  DEFAULT_POST_RATE_S,
  type MirrorOptions,
  mirrorReading,
  mirrorUsagePoint,
} from '../functions/metering-client.js';
import { type MirrorMeterReading } from '../model/2018/types.gen.js';
import { type TimerHandler } from '../core/timer-queue.js';
import { type Timer } from '../ports/scheduler.js';
import { type Appliance } from './appliance.js';
import { readList } from './list-reader.js';
import { type ServerTime, type SessionServices } from './services.js';
import { DEFAULT_POLL_RATE_S, type Poller, Watch, boundedRateS } from './watch.js';

export class MirrorReporter implements Poller, TimerHandler {
  private readonly services: SessionServices;
  private readonly listHref: string;
  private readonly mirror: MirrorOptions;
  private readonly appliance: Appliance;
  private readonly time: ServerTime;
  private readonly watch: Watch;
  private readonly mRID: string;
  private href: string | undefined = undefined;
  private postRateS = DEFAULT_POST_RATE_S;
  private timer: Timer | undefined = undefined;
  private lastPostMs = -Infinity;
  private stopped = true;

  constructor(
    services: SessionServices,
    listHref: string,
    mirror: MirrorOptions,
    appliance: Appliance,
    time: ServerTime,
  ) {
    this.services = services;
    this.listHref = listHref;
    this.mirror = mirror;
    this.appliance = appliance;
    this.time = time;
    this.mRID = mirrorUsagePoint(mirror).mRID;
    this.watch = new Watch(services, DEFAULT_POLL_RATE_S, this);
  }

  start(): void {
    this.stopped = false;
    this.watch.start();
  }

  stop(): void {
    this.stopped = true;
    this.watch.stop();
    if (this.timer !== undefined) this.timer.cancel();
    this.timer = undefined;
  }

  /** The mirrors of the server. */
  poll(watch: Watch): void {
    const { requester, limits } = this.services;
    let found: string | undefined;
    let rateS: number | undefined;
    readList(
      requester,
      this.listHref,
      'MirrorUsagePointList',
      'MirrorUsagePoint',
      limits,
      limits.maxListItems,
      'maxListItems',
      (item) => {
        if (item.mRID !== this.mRID) return;
        found = item.href;
        rateS = item.postRate;
      },
      (summary) => {
        if (found !== undefined) this.defined(found, rateS);
        else if (summary.complete) {
          this.define(watch, summary.pollRateS);
          return;
        }
        watch.ended(summary.complete, summary.pollRateS);
      },
    );
  }

  private define(watch: Watch, pollRateS: number | undefined): void {
    const { requester, log, serverId } = this.services;
    const definition = mirrorUsagePoint(this.mirror);
    requester.post(this.listHref, { $element: 'MirrorUsagePoint', ...definition }, (outcome) => {
      if (outcome.location === undefined) {
        log.write('warn', 'mirror.refused', { server: serverId, status: outcome.status });
        watch.ended(true, pollRateS);
        return;
      }
      const location = outcome.location;
      requester.get(location, 'MirrorUsagePoint', (got) => {
        this.defined(location, got.resource === undefined ? undefined : got.resource.postRate);
        watch.ended(true, pollRateS);
      });
    });
  }

  private defined(href: string, postRateS: number | undefined): void {
    const first = this.href === undefined;
    const rateS = boundedRateS(postRateS === undefined || postRateS === 0 ? DEFAULT_POST_RATE_S : postRateS);
    const changed = rateS !== this.postRateS;
    this.href = href;
    this.postRateS = rateS;
    if (this.stopped || !(first || changed)) return;
    if (this.timer !== undefined) this.timer.cancel();
    const { scheduler } = this.services;
    // A mirror that is defined anew waits for its turn like any other.
    const dueMs = Math.max(scheduler.nowMs(), this.lastPostMs + rateS * 1000);
    this.timer = scheduler.at(dueMs, this);
  }

  /** Readings are due. */
  onTimer(): void {
    const { scheduler, requester, log, serverId } = this.services;
    const { mirror, href } = this;
    if (href === undefined) return;
    const readings: MirrorMeterReading[] = [];
    const startS = Math.floor(this.time.nowS());
    for (let i = 0; i < mirror.quantities.length; i++) {
      readings.push(mirrorReading(mirror, i, this.appliance.measure(mirror.quantities[i]!), startS, 0));
    }
    this.lastPostMs = scheduler.nowMs();
    this.timer = scheduler.at(this.lastPostMs + this.postRateS * 1000, this);
    const body =
      readings.length === 1
        ? ({ $element: 'MirrorMeterReading', ...readings[0]! } as const)
        : ({
            $element: 'MirrorMeterReadingList',
            all: readings.length,
            results: readings.length,
            MirrorMeterReading: readings,
          } as const);
    requester.post(href, body, (outcome) => {
      if (outcome.status !== undefined && outcome.status < 300) return;
      log.write('warn', 'mirror.not-taken', { server: serverId, status: outcome.status, failure: outcome.failure });
      if (outcome.status !== 404 || this.stopped) return;
      // The server forgot the mirror: reading the list defines it again.
      if (this.timer !== undefined) this.timer.cancel();
      this.href = undefined;
      this.watch.soon();
    });
  }
}
