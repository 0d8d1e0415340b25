/** `sep2 convert`: EXI, XML and JSON of one resource, and what each bit of an EXI stream says. */

import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { PeerError, type Sep2Resource, encodeExi } from '../../stack/codec.js';
import { SCHEMA_2018 } from '../../stack/model/2018/schema-2018.js';
import { type Explanation, explainExi } from './explain.js';
import { FORMS, type Form, detectForm, exiOctets, readForm, writeForm } from './forms.js';
import { explanationText } from './explain-text.js';

/** Exit codes. */
const BAD_INPUT = 1;
const USAGE = 2;

interface ConvertOptions {
  readonly from?: Form;
  readonly to?: Form;
  readonly hex?: true;
  readonly pretty?: true;
  readonly out?: string;
  readonly explain?: true;
  readonly json?: true;
}

const HELP = `
Forms:
  exi   the octets of an EXI stream, schemaId S1
  hex   the same as hexadecimal text; spaces, colons and 0x are let through
  xml   IEEE 2030.5-2018 XML
  json  the object of the codecs: "$element" names the element, "$type" a derived type, the rest are fields and
        attributes under their schema names; an integer outside ±(2^53 − 1) is a string of its digits

Without --from the form is told from the first octets. Without --to, EXI and hex become XML, XML and JSON become EXI
(as hex where the output is a terminal).

Examples:
  sep2 convert dcap.xml --out dcap.exi
  sep2 convert dcap.exi --to json
  curl -s --http1.1 https://server/tm | sep2 convert --to hex
  echo A030114CC6... | sep2 convert --pretty
  sep2 convert dcap.exi --explain
  sep2 convert dcap.xml --explain --json

Exit codes: 0 converted, 1 the input is not what it should be or a file cannot be read or written, 2 the command line
is wrong.`;

export function registerConvert(program: Command): void {
  program
    .command('convert')
    .description('convert a resource between EXI, XML and JSON, or explain an EXI stream bit by bit')
    .argument('[file]', 'what to read; standard input where it is left out or "-"')
    .addOption(new Option('-f, --from <form>', 'form of the input').choices(FORMS))
    .addOption(new Option('-t, --to <form>', 'form of the output').choices(FORMS))
    .option('--hex', 'EXI is hexadecimal text, on input and output')
    .option('--pretty', 'indent XML')
    .option('-o, --out <file>', 'write there; standard output where it is left out')
    .option('--explain', 'show each bit field of the EXI stream: offset, width, bits, meaning, value, path')
    .option('--json', 'write JSON: the explanation, or the resource')
    .addHelpText('after', HELP)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE))
    .action(async (file: string | undefined, options: ConvertOptions) => {
      process.exitCode = await convert(file ?? '-', options);
    });
}

async function convert(file: string, options: ConvertOptions): Promise<number> {
  const name = file === '-' ? 'standard input' : file;
  if (options.explain === true && options.to !== undefined) return fail(USAGE, '--explain and --to exclude each other');
  if (options.json === true && options.to !== undefined && options.to !== 'json') {
    return fail(USAGE, `--json and --to ${options.to} exclude each other`);
  }
  let octets: Uint8Array;
  try {
    octets = file === '-' ? await readStandardInput() : new Uint8Array(readFileSync(file));
  } catch (error) {
    return fail(BAD_INPUT, `cannot read ${name}: ${(error as Error).message}`);
  }
  const detected = detectForm(octets);
  const form =
    options.from === 'exi' && options.hex ? 'hex' : (options.from ?? (options.hex ? hexOr(detected) : detected));
  if (form === undefined) {
    const empty = octets.length === 0;
    return fail(
      BAD_INPUT,
      `${name}: ${empty ? 'empty' : 'neither EXI, hexadecimal, XML nor JSON'}; --from says which it is`,
    );
  }
  try {
    if (options.explain === true) return explain(name, octets, form, options);
    const resource = readForm(octets, form);
    return write(writeForm(resource, outputForm(form, options), options.pretty === true), options.out);
  } catch (error) {
    return refuse(name, error);
  }
}

/** With `--hex`, what looks like nothing, or begins like EXI, is hexadecimal. */
function hexOr(detected: Form | undefined): Form {
  return detected === 'xml' || detected === 'json' ? detected : 'hex';
}

function outputForm(form: Form, options: ConvertOptions): Form {
  const to = options.to ?? (options.json ? 'json' : form === 'exi' || form === 'hex' ? 'xml' : 'exi');
  const isScreen = options.out === undefined && process.stdout.isTTY && options.to === undefined;
  return to === 'exi' && (options.hex === true || isScreen) ? 'hex' : to;
}

function explain(name: string, octets: Uint8Array, form: Form, options: ConvertOptions): number {
  const stream = form === 'exi' || form === 'hex' ? exiOctets(octets, form) : encodeExi(readForm(octets, form));
  const explanation = explainExi(SCHEMA_2018, stream);
  const text = options.json ? explanationJson(stream, explanation) : explanationText(stream, explanation);
  const code = write(text, options.out);
  return explanation.error === undefined ? code : refuse(name, explanation.error);
}

function explanationJson(stream: Uint8Array, explanation: Explanation): string {
  const { fields, resource, error } = explanation;
  const form = {
    octets: stream.length,
    fields,
    ...(resource === undefined ? {} : { resource: jsonOf(resource) }),
    ...(error === undefined
      ? {}
      : {
          error: {
            blame: error.blame,
            code: error.code,
            message: error.message,
            place: error.place,
            limit: error.limit,
          },
        }),
  };
  return `${JSON.stringify(form, undefined, 2)}\n`;
}

function jsonOf(resource: Sep2Resource): unknown {
  return JSON.parse(writeForm(resource, 'json', false) as string);
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

function write(content: Uint8Array | string, out: string | undefined): number {
  if (out === undefined) {
    process.stdout.on('error', ignoreClosedPipe);
    process.stdout.write(content);
    return 0;
  }
  try {
    writeFileSync(out, content);
    return 0;
  } catch (error) {
    return fail(BAD_INPUT, `cannot write ${out}: ${(error as Error).message}`);
  }
}

/** Whoever reads the output may stop early, as `head` does. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Bad input: what, where and the limit. Anything but the errors that a resource can cause is a defect and goes on. */
function refuse(name: string, error: unknown): number {
  const isKnown =
    error instanceof PeerError ||
    error instanceof SyntaxError ||
    error instanceof TypeError ||
    error instanceof RangeError;
  if (!isKnown) throw error;
  return fail(BAD_INPUT, `${name}: ${error.message}`);
}

function fail(code: number, message: string): number {
  process.stderr.write(`sep2 convert: ${message}\n`);
  return code;
}
