/** The parts of `sep2 serve` put together: server, listeners, log, advertisement. */

import { NODE_ENTROPY } from '../../hal/node/entropy.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { NO_OCTETS } from '../../stack/core/octets.js';
import { type EventSpec } from '../../stack/functions/event-spec.js';
import { type ResourceKind } from '../../stack/functions/method-table.js';
import { DEFAULT_SERVER_CONFIG, type ServerConfig } from '../../stack/functions/server-host.js';
import { type CryptoPort } from '../../stack/ports/crypto.js';
import { type RequestHandler } from '../../stack/server/connection.js';
import { createServerCodec } from '../../stack/server/server-codec.js';
import { UtilityServer } from '../../stack/server/utility-server.js';
import { ActivityLog, type LogLevel } from './activity-log.js';
import { loadScenario } from '../sim/scenario/load.js';
import { type Scenario } from '../sim/scenario/types.js';
import { type HostTime } from '../support/host-time.js';
import { ServeAdvertiser } from './advertise.js';
import { DefaultHome, registerDevice } from './default-home.js';
import { type ListenAddress } from './listen-address.js';
import { type KnownDevice, type PkiFolder } from './pki-folder.js';
import { ScenarioPlan } from './scenario-plan.js';
import { TlsListener } from './tls-listener.js';

export interface RunOptions {
  readonly listen: readonly ListenAddress[];
  readonly pki: PkiFolder;
  readonly crypto: CryptoPort;
  readonly advertise: boolean;
  /** Whether devices may register themselves. */
  readonly inBand: boolean;
  /** Name or file of a scenario; the default home where absent. Of several servers, the first. */
  readonly scenario?: string;
  /** How long the default home's events last from now, seconds, once; renewed as they end where absent. */
  readonly eventSeconds?: number;
  readonly pollRate?: number;
  readonly postRate?: number;
  readonly isJson: boolean;
  readonly logLevel: LogLevel;
  readonly time: HostTime;
  /** Where log lines go. */
  readonly write: (line: string) => void;
}

export interface RunningServer {
  readonly server: UtilityServer;
  /** What is bound, in the order asked for. */
  readonly addresses: readonly ListenAddress[];
  /** What the beginning of the scenario was moved to, seconds of the server's clock; `undefined` without one. */
  readonly beganS: number | undefined;
  /** Says goodbye, answers what was asked, closes. */
  close(): Promise<void>;
}

/** How often event statuses are brought up to date while nobody asks. */
const ADVANCE_INTERVAL_MS = 1000;

/** The enterprise number under which the OIDs of IEEE 2030.5 stand; an operator would use its own. */
const STANDARD_PEN = 40732;

/** Starts a server; an Error where an address cannot be bound. */
export async function startServer(options: RunOptions): Promise<RunningServer> {
  const { pki, crypto, time } = options;
  const scenario = options.scenario === undefined ? undefined : loadScenario(options.scenario);
  const names = new Map(pki.devices.map(({ lfdi, name }) => [lfdi, name]));
  const log: ActivityLog = new ActivityLog({
    level: options.logLevel,
    isJson: options.isJson,
    names,
    nameEvent: (mRID) => server.describeEvent(mRID),
    write: options.write,
    now: () => time.nowS() * 1000,
  });
  const server: UtilityServer = new UtilityServer({
    clock: time,
    entropy: NODE_ENTROPY,
    limits: HOST_LIMITS,
    codec: createServerCodec(HOST_LIMITS),
    config: configOf(options, scenario),
    observer: log.observer(),
  });
  // Whole seconds, so that events begin as far from each other as the scenario says.
  const beganS = Math.floor(time.nowS());
  const agenda = furnish(server, options, scenario, beganS, log);
  const handler = logged(server, log);
  const listeners: TlsListener[] = [];
  const addresses: ListenAddress[] = [];
  const closeAll = (): Promise<unknown> => Promise.all(listeners.map((listener) => listener.close()));
  try {
    for (const address of options.listen) {
      const listener = new TlsListener({ pki, crypto, limits: HOST_LIMITS, handler, log });
      addresses.push(await listener.listen(address));
      listeners.push(listener);
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  const { scheduler } = time;
  const sfdis = pki.devices.map(({ sfdi }) => sfdi);
  const tell = (text: string, isBad: boolean): void => log.say(isBad ? 'warn' : 'info', 'dns-sd', text, { text });
  const advertiser = options.advertise ? new ServeAdvertiser({ scheduler, listen: addresses, sfdis, tell }) : undefined;
  const stopTicking = time.every(ADVANCE_INTERVAL_MS, () => {
    agenda.advance(time.nowS());
    server.advance();
  });
  return {
    server,
    addresses,
    beganS: scenario === undefined ? undefined : beganS,
    async close() {
      stopTicking();
      advertiser?.close();
      scheduler.stop();
      await closeAll();
    },
  };
}

/** Every request in the log; what must not happen is in the log too, and a 500 to the peer. */
function logged(server: UtilityServer, log: ActivityLog): RequestHandler {
  return {
    handle(request, peer) {
      try {
        const response = server.handle(request, peer);
        log.onRequest(request, response, peer);
        return response;
      } catch (error) {
        const { stack } = error as Error;
        log.say('error', 'failure', `${request.method} ${request.target}: ${stack}`, { path: request.target, stack });
        return { status: 500, headers: [], body: NO_OCTETS };
      }
    },
  };
}

/** What is still to be published. */
interface Agenda {
  /** Does what is due at a time of the server's clock, seconds. */
  advance(nowS: number): void;
}

/** Registers the devices of the PKI folder; the programmes come from the scenario, its beginning moved to now. */
function furnish(
  server: UtilityServer,
  options: RunOptions,
  scenario: Scenario | undefined,
  nowS: number,
  log: ActivityLog,
): Agenda {
  const { devices } = options.pki;
  if (scenario === undefined) {
    return new DefaultHome(server, devices, nowS, options.eventSeconds);
  }
  for (const device of devices) registerDevice(server, device);
  const published = (path: string, spec: EventSpec): void =>
    log.onPublished(path, (server.tree.get(path)!.fields as { mRID: string }).mRID, spec);
  const lfdis = lfdisByName(scenario, devices);
  const plan = new ScenarioPlan(server, scenario.servers[0]!, lfdis, nowS - scenario.startS, published);
  plan.advance(nowS);
  return plan;
}

/** A device of the scenario is the certificate of its name, or of its kind. */
function lfdisByName(scenario: Scenario, devices: readonly KnownDevice[]): Map<string, string> {
  const lfdis = new Map<string, string>();
  for (const { name, kind } of scenario.devices) {
    const device = devices.find((each) => each.name === name) ?? devices.find((each) => each.name === kind);
    if (device !== undefined) lfdis.set(name, device.lfdi);
  }
  return lfdis;
}

function configOf(options: RunOptions, scenario: Scenario | undefined): Partial<ServerConfig> {
  const { inBand, postRate } = options;
  const pollRate = options.pollRate ?? scenario?.servers[0]!.pollRateS;
  const config: { -readonly [K in keyof ServerConfig]?: ServerConfig[K] } = {
    inBandRegistration: inBand,
    pen: STANDARD_PEN,
  };
  if (postRate !== undefined) config.postRateS = postRate;
  if (pollRate !== undefined) {
    const kinds = Object.keys(DEFAULT_SERVER_CONFIG.pollRates) as ResourceKind[];
    config.pollRates = Object.fromEntries(kinds.map((kind) => [kind, pollRate]));
  }
  return config;
}
