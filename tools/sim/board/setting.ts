/** What is played: a scenario's first server and its devices, one of which the board is. */

import { appNames } from '../../firmware/options.js';
import { DEVICE_KINDS } from '../scenario/read-devices.js';
import { loadScenario } from '../scenario/load.js';
import { type DeviceSpec, type Scenario, type ServerSpec } from '../scenario/types.js';

/** Made for a board: forty minutes. */
export const BOARD_SCENARIO = 'board-home';

export interface Setting {
  /** Name or file of the scenario, as `sep2 serve` takes it. */
  readonly source: string;
  readonly scenario: Scenario;
  readonly server: ServerSpec;
  /** The device whose place the board takes. */
  readonly board: DeviceSpec;
  /** The others, which run on the host. */
  readonly others: readonly DeviceSpec[];
  readonly endS: number;
  /** Times at which something happens on the server, seconds since the epoch, in order. */
  readonly momentsS: readonly number[];
  /** What of the scenario is left out, a sentence each. */
  readonly omissions: readonly string[];
}

/** What cannot be played, in words for the user. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/**
 * Reads a scenario for a board that is an appliance of this project.
 *
 * @param app name of the app, which is a kind of device.
 * @param minutes how much of the scenario is played; all of it where absent.
 * @throws ScenarioError, SettingError
 */
export function readSetting(root: string, source: string, app: string, minutes: number | undefined): Setting {
  const apps = appNames(root).filter((name) => (DEVICE_KINDS as readonly string[]).includes(name));
  if (!apps.includes(app)) throw new SettingError(`a board is no ${app} here; it can be ${apps.join(', ')}`);
  const scenario = loadScenario(source);
  const board = scenario.devices.find(({ kind }) => kind === app);
  if (board === undefined) {
    const kinds = [...new Set(scenario.devices.map(({ kind }) => kind))];
    throw new SettingError(`${source} has no ${app} whose place the board could take; it has ${kinds.join(', ')}`);
  }
  const unfit = scenario.devices.find(({ name }) => !/^[\w][\w .-]*$/.test(name) || name === 'server');
  if (unfit !== undefined)
    throw new SettingError(`${source}: a device that is called "${unfit.name}" has no files here`);
  const server = scenario.servers[0]!;
  const durationS = Math.min(scenario.durationS, (minutes ?? Infinity) * 60);
  return {
    source,
    scenario,
    server,
    board,
    others: scenario.devices.filter((device) => device !== board),
    endS: scenario.startS + durationS,
    momentsS: momentsOf(server),
    omissions: omissionsOf(scenario),
  };
}

function momentsOf({ programs }: ServerSpec): number[] {
  const moments = programs
    .flatMap(({ events }) => events)
    .flatMap(({ startS, durationS, publishS, cancelS = startS }) => [publishS, startS, startS + durationS, cancelS]);
  return [...new Set(moments)].sort((a, b) => a - b);
}

function omissionsOf({ servers, faults, devices }: Scenario): string[] {
  const omissions: string[] = [];
  if (servers.length > 1) omissions.push(`Of its servers the first is played: ${servers[0]!.name}.`);
  if (faults.length > 0) omissions.push('Its faults are left out: the link is a good one.');
  if (devices.some(({ optOut }) => optOut.length > 0)) omissions.push('Its owners do not opt out.');
  return omissions;
}
