/** `sep2 firmware`: builds the image of an appliance for a board, and says what it takes. */

import { relative } from 'node:path';
import { type Command, Option } from 'commander';

import { projectPath } from '../support/project-root.js';
import { boardNames } from './board.js';
import { buildImage, type BuiltImage } from './build.js';
import { appNames, CRYPTO_CHOICES, type ImageChoice, imageName, TARGETS } from './options.js';
import { isBuildRefusal } from './refusal.js';

interface FirmwareOptions extends ImageChoice {
  readonly json?: true;
}

const ROOT = projectPath('.');

export function registerFirmware(program: Command): void {
  program
    .command('firmware')
    .description('build an appliance’s image for a board: ELF, BIN and HEX')
    .option('--board <name>', `the board (${boardNames(ROOT).join(', ')})`, 'netduinoplus2')
    .option('--app <name>', `the appliance (${appNames(ROOT).join(', ')}), or a manifest of your own`, 'thermostat')
    .addOption(new Option('--crypto <provider>', 'C, or JavaScript alone').choices(CRYPTO_CHOICES).default('native'))
    .addOption(
      new Option('--target <machine>', 'the board itself, or its emulator (never flash that)')
        .choices(TARGETS)
        .default('real'),
    )
    .option('--exi-only', 'without the XML codec: less flash; noble images are so anyway')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((options: FirmwareOptions, command: Command) => firmware(options, command));
}

const HELP = `
The files go to build/firmware/<board>-<app>-<target>/: firmware.elf, .bin, .hex, .map, and rom-report.json (what the read-only
heap holds, module by module). An image holds no identity: certificates, key and PIN come with "sep2 provision".

Examples:
  sep2 firmware --board netduinoplus2 --app thermostat
  sep2 firmware --app ./my-appliance/manifest.json --crypto noble
  sep2 firmware --app ev-charger --exi-only    for a utility whose server speaks EXI
  openocd -f interface/stlink.cfg -f target/stm32f4x.cfg \\
    -c "program build/firmware/netduinoplus2-thermostat-real/firmware.elf verify reset exit"

Exit codes: 0 built, 1 a manifest, a module or a tool refused, 2 the command line is wrong.`;

async function firmware(options: FirmwareOptions, command: Command): Promise<void> {
  const { board, app, crypto, target, exiOnly = false } = options;
  if (boardNames(ROOT).length === 0) {
    command.error('error: images are built in a checkout of the project, where the boards are', { exitCode: 1 });
  }
  try {
    const built = await buildImage(ROOT, { board, app, crypto, target, exiOnly });
    process.stdout.write(options.json === true ? `${JSON.stringify(asJson(built))}\n` : asText(built));
  } catch (error) {
    if (!isBuildRefusal(error)) throw error;
    command.error(`error: ${error.message}`, { exitCode: 1 });
  }
}

function asText({ choice, board, linked, usage, rom, tables }: BuiltImage): string {
  const octets = (count: number): string => count.toLocaleString('en-US');
  const share = (count: number, room: number): string => `${octets(count)} of ${octets(room)} octets`;
  const modules = rom.modules.filter((module) => module.name !== '(built-ins)').length;
  return [
    `${imageName(choice)}: ${board.title}, ${board.mcu}`,
    `  flash  ${share(usage.flash, usage.flashRoom)}, of which the read-only heap ${octets(rom.octets.total)} (${modules} modules)`,
    `  RAM    ${share(usage.ram, usage.ramRoom)} given out: stack, statics, the engine's arena`,
    `  schema ${tables === undefined ? 'all of it' : `${octets(tables.octets)} octets of tables, ${tables.types} types`}`,
    ...[linked.elf, linked.bin, linked.hex].map((file) => `  ${relative(process.cwd(), file)}`),
    '',
  ].join('\n');
}

function asJson({ choice, linked, usage, rom }: BuiltImage): object {
  const { flash, flashRoom, ram, ramRoom } = usage;
  return { ...choice, ...linked, flash, flashRoom, ram, ramRoom, rom: rom.octets, unfrozen: rom.unfrozen };
}
