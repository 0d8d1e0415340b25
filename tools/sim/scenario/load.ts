/** Scenario files: found by name or path, read whole, refused with reasons. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PROJECT_ROOT } from '../../support/project-root.js';
import { readDevices, readHome, readTariff } from './read-devices.js';
import { readFaults, readServers } from './read-servers.js';
import { ScenarioError, StrictNode } from './strict-node.js';
import { readDuration, readStart } from './time-values.js';
import { type Scenario } from './types.js';

const FOLDER = join(PROJECT_ROOT, 'tools', 'scenarios');
const SUFFIX = '.yaml';
const DAY_S = 86400;

/** Names of the scenarios that come with the project, in alphabetical order. */
export function listScenarios(): readonly string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(SUFFIX));
  return files.map((file) => basename(file, SUFFIX)).sort();
}

/**
 * Loads a scenario that comes with the project, by name, or any file, by path. Throws ScenarioError, whose message
 * names file, line, path in the document, what was expected and what was found.
 */
export function loadScenario(nameOrPath: string): Scenario {
  const shipped = join(FOLDER, nameOrPath + SUFFIX);
  const file = existsSync(nameOrPath) ? nameOrPath : shipped;
  if (!existsSync(file)) {
    throw new ScenarioError(nameOrPath, undefined, '', `no such file, nor one of ${listScenarios().join(', ')}`);
  }
  return parseScenario(readText(file), file === shipped ? `tools/scenarios/${nameOrPath}${SUFFIX}` : file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ScenarioError(file, undefined, '', `cannot be read: ${(error as Error).message}`);
  }
}

/** Reads a scenario from a text; `file` is for the complaints. */
export function parseScenario(text: string, file: string): Scenario {
  const root = StrictNode.parse(text, file);
  const f = root.fields(
    ...(['name', 'description', 'seed', 'start', 'duration', 'step'] as const),
    ...(['network', 'home', 'tariff', 'devices', 'servers', 'faults'] as const),
  );
  const start = readStart(f.start);
  const localS = start.epochS + start.utcOffsetS;
  const midnightS = start.epochS - (((localS % DAY_S) + DAY_S) % DAY_S);
  const network = f.network.fields('delayMs', 'jitterMs', 'loss', 'duplicate', 'reorder');
  const devices = readDevices(f.devices, midnightS);
  const context = { midnightS, startS: start.epochS, devices };
  const servers = readServers(f.servers, context);
  return {
    name: f.name.text(),
    description: f.description.text('').trim(),
    seed: f.seed.integer(0, Number.MAX_SAFE_INTEGER, '', 1),
    startS: start.epochS,
    utcOffsetS: start.utcOffsetS,
    durationS: readDuration(f.duration, 60, 400 * DAY_S, DAY_S),
    stepS: readDuration(f.step, 10, 3600, 60),
    network: {
      delayMs: network.delayMs.number(0, 60_000, 'ms', 4),
      jitterMs: network.jitterMs.number(0, 60_000, 'ms', 3),
      loss: network.loss.number(0, 1, '', 0),
      duplicate: network.duplicate.number(0, 1, '', 0),
      reorder: network.reorder.number(0, 1, '', 0),
    },
    home: readHome(f.home),
    tariff: readTariff(f.tariff),
    devices,
    servers,
    faults: readFaults(f.faults, context, servers),
  };
}
