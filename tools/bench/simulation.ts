/**
 * The simulator: the default day, every octet of it through DNS-SD, TLS, HTTP and EXI, against the clock on the wall;
 * and what a device costs as their number grows, which must be flat.
 */

import { runScenario } from '../sim/run.js';
import { loadScenario } from '../sim/scenario/load.js';
import { type ProgramPlan, type Scenario } from '../sim/scenario/types.js';
import { FULL_PACE, type Pace } from './measure.js';
import { type BenchSection, type BenchTable } from './report.js';

const REAL_TIME = 'real time';
const ONE_HOME = '1 home';

/** The default day is to take less than this, s on the host. */
const AIM_S = 10;

/** Homes of five devices each, all of one server. */
const HOMES: readonly number[] = [1, 10];

/** The part of the day that the fleet is measured on: with the evening's events, s after midnight and s. */
const FLEET_FROM_S = 16 * 3600;
const FLEET_S = 6 * 3600;
const FLEET_SMOKE_S = 600;

/** Share of the speed of one home that ten keep, each device. */
const FLAT = 0.7;

export const SIMULATION_SECTION: BenchSection = {
  name: 'simulation',
  title: 'Simulation: virtual time against real time, and the cost of a device as they become more',
  run: (pace) => [benchDay(pace), benchFleet(pace)],
};

function benchDay(pace: Pace): BenchTable {
  const whole = loadScenario('default');
  const scenario = pace === FULL_PACE ? whole : { ...whole, durationS: FLEET_SMOKE_S };
  const runs = pace === FULL_PACE ? 3 : 1;
  const results = Array.from({ length: runs }, () => runScenario(scenario));
  const best = results.reduce((one, other) => (other.hostS < one.hostS ? other : one));
  const speed = scenario.durationS / best.hostS;
  const { tasks, hostS } = best;
  return {
    title: `${scenario.name}: ${scenario.durationS / 3600} h, five devices, best of ${runs}`,
    unit: 'virtual s per s',
    lines: [
      { name: 'default day', figure: speed, reference: REAL_TIME, ratio: speed, aim: scenario.durationS / AIM_S },
      { name: REAL_TIME, figure: 1 },
    ],
    notes: [`${hostS.toFixed(2)} s on this host, ${Math.round(tasks / hostS).toLocaleString('en-US')} tasks a second`],
  };
}

function benchFleet(pace: Pace): BenchTable {
  const durationS = pace === FULL_PACE ? FLEET_S : FLEET_SMOKE_S;
  runScenario(fleetOf(HOMES[0]!, FLEET_SMOKE_S)); // warm up
  const speeds = HOMES.map((homes) => {
    const scenario = fleetOf(homes, durationS);
    return (scenario.devices.length * (durationS / 3600)) / runScenario(scenario).hostS;
  });
  const lines = HOMES.map((homes, i) => {
    const name = homes === 1 ? ONE_HOME : `${homes} homes`;
    const figure = speeds[i]!;
    return homes === 1
      ? { name, figure }
      : { name, figure, reference: ONE_HOME, ratio: figure / speeds[0]!, aim: FLAT };
  });
  return { title: `${durationS / 3600} h of homes with five devices each`, unit: 'device hours per s', lines };
}

/** The default evening with every device as often as there are homes, all registered and in every program. */
function fleetOf(homes: number, durationS: number): Scenario {
  const day = loadScenario('default');
  const copies = <T>(make: (home: number) => readonly T[]): T[] =>
    Array.from({ length: homes }, (_, i) => make(i)).flat();
  const namesOf = (names: readonly string[]): string[] => copies((home) => names.map((name) => `${name}-${home}`));
  const programOf = (program: ProgramPlan): ProgramPlan => ({ ...program, devices: namesOf(program.devices) });
  return {
    ...day,
    startS: day.startS + FLEET_FROM_S,
    durationS,
    devices: copies((home) => day.devices.map((device) => ({ ...device, name: `${device.name}-${home}` }))),
    servers: day.servers.map((server) => ({
      ...server,
      devices: namesOf(server.devices),
      programs: server.programs.map(programOf),
    })),
  };
}
