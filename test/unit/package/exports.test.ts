/** The package as a stranger gets it: packed, unpacked elsewhere, imported, compiled against and run. */

import test from 'ava';

import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectPath } from '../../../tools/support/project-root.js';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let home: string;
let packed: Packed;

test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'sep2-package-'));
  // The scripts would build again what is being tested.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', home];
  const npm = spawnSync('npm', args, { cwd: projectPath(''), encoding: 'utf8' });
  [packed] = JSON.parse(npm.stdout) as [Packed];
  const modules = join(home, 'node_modules');
  mkdirSync(join(modules, 'sep2-micro'), { recursive: true });
  execFileSync('tar', ['-xzf', join(home, packed.filename), '--strip-components=1', '-C', join(modules, 'sep2-micro')]);
  const manifest = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(manifest.dependencies)) {
    const scope = name.split('/')[0]!;
    if (!existsSync(join(modules, scope))) symlinkSync(projectPath(`node_modules/${scope}`), join(modules, scope));
  }
  // d3-shape and d3-scale have dependencies of their own.
  for (const name of readdirSync(projectPath('node_modules'))) {
    const isOurs = /^(d3-|internmap)/.test(name) && !existsSync(join(modules, name));
    if (isOurs) symlinkSync(projectPath(`node_modules/${name}`), join(modules, name));
  }
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
});

test.after.always(() => {
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
});

test('the package holds what its entries need, and neither tests nor build leftovers', (t) => {
  const paths = packed.files.map(({ path }) => path);
  for (const entry of [
    'stack/codec',
    'stack/client/entry',
    'stack/server/entry',
    'stack/tls/entry',
    'tools/sim/entry',
  ]) {
    for (const suffix of ['.js', '.d.ts']) t.true(paths.includes(`dist/${entry}${suffix}`), entry + suffix);
  }
  for (const path of ['dist/tools/cli/main.js', 'README.md', 'LICENSE', 'CHANGELOG.md'])
    t.true(paths.includes(path), path);
  for (const name of readdirSync(projectPath('tools/scenarios')))
    t.true(paths.includes(`tools/scenarios/${name}`), name);
  const unwanted = paths.filter((path) => /^dist\/test\/|tsbuildinfo$|\.map$|^test\/|^node_modules\//.test(path));
  t.deepEqual(unwanted, []);
});

test('codec, client, server, tls and sim can be imported and used', (t) => {
  const script = `
    import { decodeExi, encodeExi, parseXml, writeXml, PeerError } from 'sep2-micro/codec';
    import { Device, SILENT_LOG } from 'sep2-micro/client';
    import { createServerCodec, HOST_LIMITS, UtilityServer } from 'sep2-micro/server';
    import { createNobleCrypto, createTrustStore, TlsClient, TlsServer, lfdiOf, sfdiOf, formatSfdi } from 'sep2-micro/tls';
    import { listScenarios, parseScenario, runScenario, summarise, writeReport } from 'sep2-micro/sim';

    const xml = '<Time xmlns="urn:ieee:std:2030.5:ns" href="/tm"><currentTime>1</currentTime><dstEndTime>2</dstEndTime>' +
      '<dstOffset>0</dstOffset><dstStartTime>3</dstStartTime><quality>7</quality><tzOffset>-28800</tzOffset></Time>';
    const time = parseXml(xml);
    const exi = encodeExi(time);
    let refusal;
    try { decodeExi(exi.subarray(0, 9)); } catch (error) { refusal = error instanceof PeerError ? error.code : String(error); }

    const entropy = { fill(octets) { for (let i = 0; i < octets.length; i++) octets[i] = i; } };
    const server = new UtilityServer({
      clock: { nowS: () => 1000 }, entropy, limits: HOST_LIMITS, codec: createServerCodec(HOST_LIMITS),
    });
    const peer = { lfdi: '3E4F45AB31EDFE5B67E343E5E4562E31984E23E5', sfdi: 167261211391 };
    server.addEndDevice({ ...peer, pin: 111115, ders: 0 });
    const answer = server.handle({ method: 'GET', target: '/tm', headers: [['accept', 'application/sep+xml']], body: new Uint8Array() }, peer);

    const scenario = parseScenario('name: hour\\nstart: 2026-07-15T17:00:00Z\\nduration: 1h\\ndevices: [{ kind: thermostat }]\\n' +
      'servers: [{ name: utility, programs: [{ kind: drlc, name: Peak, events: ' +
      "[{ name: Peak, at: '17:10', duration: 10m, control: { coolingOffsetK: 2 } }] }] }]", 'inline');
    const result = runScenario(scenario);
    console.log(JSON.stringify({
      element: time.$element, isSame: writeXml(decodeExi(exi)) === writeXml(time), refusal,
      status: answer.status, body: new TextDecoder().decode(answer.body).slice(0, 5),
      classes: [Device, TlsClient, TlsServer].map((each) => typeof each), log: typeof SILENT_LOG.write,
      sfdi: formatSfdi(sfdiOf(peer.lfdi)), lfdi: lfdiOf(createNobleCrypto(entropy), new Uint8Array(3)).length,
      roots: typeof createTrustStore, scenarios: listScenarios().length,
      responses: result.runs.map((run) => run.responses), summary: typeof summarise(result), report: writeReport(result).includes('<svg'),
    }));
  `;
  writeFileSync(join(home, 'use.js'), script);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['use.js'], { cwd: home, encoding: 'utf8' });
  t.is(status, 0, stderr);
  t.deepEqual(JSON.parse(stdout), {
    element: 'Time',
    isSame: true,
    refusal: 'exi.truncated',
    status: 200,
    body: '<Time',
    classes: ['function', 'function', 'function'],
    log: 'function',
    sfdi: '167261211391',
    lfdi: 40,
    roots: 'function',
    scenarios: 5,
    responses: [[1, 2, 3]],
    summary: 'object',
    report: true,
  });
});

const CONSUMER = `
import { decodeExi, encodeExi, type ElementName, parseXml, PeerError, type Sep2Resource, writeXml } from 'sep2-micro/codec';
import { type Appliance, Device, type DeviceServices, type Entropy, HOST_LIMITS, type KnownServer, SILENT_LOG, type Scheduler, type TcpPort, type UdpPort } from 'sep2-micro/client';
import { createServerCodec, type HttpResponse, type ServerObserver, UtilityServer, type WallClock } from 'sep2-micro/server';
import { createNobleCrypto, createTrustStore, type CryptoPort, readCertificatesPem, readPrivateKeyPem, TlsClient, type TlsConfig, type TlsIdentity } from 'sep2-micro/tls';

export function celsius(octets: Uint8Array): number | undefined {
  const resource: Sep2Resource = decodeExi(octets);
  if (resource.$element !== 'EndDeviceControlList') return undefined;
  return resource.EndDeviceControl?.[0]?.SetPoint?.coolingSetpoint;
}
export const element: ElementName = 'DERControl';
export const copy = (text: string): Uint8Array => encodeExi(parseXml(text));
export const text = (resource: Sep2Resource): string => writeXml(resource);
export const blame = (error: unknown): string | undefined => (error instanceof PeerError ? error.blame : undefined);
export function identity(crypto: CryptoPort, chain: string, key: string): TlsIdentity {
  return { chain: readCertificatesPem(chain), key: crypto.signingKey(readPrivateKeyPem(key)) };
}
export function connect(tcp: TcpPort, udp: UdpPort, scheduler: Scheduler, entropy: Entropy, identity: TlsIdentity, roots: Uint8Array[], appliance: Appliance): Device {
  const crypto = createNobleCrypto(entropy);
  const services: DeviceServices = { tcp, udp, scheduler, entropy, crypto, limits: HOST_LIMITS, log: SILENT_LOG };
  const server: KnownServer = { endpoint: { address: '::1', port: 8443 }, dcapPath: '/dcap' };
  return new Device(services, { identity, trust: createTrustStore(roots), encoding: 'exi', servers: [server] }, appliance);
}
export function answer(clock: WallClock, entropy: Entropy, observer: ServerObserver): HttpResponse {
  const server = new UtilityServer({ clock, entropy, limits: HOST_LIMITS, codec: createServerCodec(HOST_LIMITS), observer });
  return server.handle({ method: 'GET', target: '/dcap', headers: [], body: new Uint8Array(0) }, undefined);
}
export const client = (config: TlsConfig): TlsClient => new TlsClient(config);
// @ts-expect-error a name that no element has
export const wrong: ElementName = 'Nonsense';
`;

const SIM_CONSUMER = `
import { loadScenario, runScenario, type SimulationResult, summarise } from 'sep2-micro/sim';
export const result: SimulationResult = runScenario(loadScenario('default'), { onProgress: (share: number) => void share });
export const summary = summarise(result);
`;

test('a TypeScript program compiles against the declarations; the stack’s need neither Node’s nor the DOM’s types', (t) => {
  writeFileSync(join(home, 'stack-consumer.ts'), CONSUMER);
  writeFileSync(join(home, 'sim-consumer.ts'), SIM_CONSUMER);
  const compilerOptions = {
    ...{ module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', lib: ['es2022'], types: [] as string[] },
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false },
  };
  const compile = (name: string, options: object): void => {
    const project = join(home, `tsconfig.${name}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions: options, files: [`${name}.ts`] }));
    const tsc = [projectPath('node_modules/typescript/bin/tsc'), '-p', project];
    const { status, stdout } = spawnSync(process.execPath, tsc, { cwd: home, encoding: 'utf8' });
    t.is(status, 0, stdout);
  };
  compile('stack-consumer', compilerOptions);
  const typeRoots = [projectPath('node_modules/@types')];
  compile('sim-consumer', { ...compilerOptions, types: ['node'], typeRoots, skipLibCheck: true });
});

test('the command runs from the installed package', (t) => {
  const run = (...args: string[]): ReturnType<typeof spawnSync> => {
    const main = join(home, 'node_modules/sep2-micro/dist/tools/cli/main.js');
    return spawnSync(process.execPath, [main, ...args], { cwd: home, encoding: 'utf8' });
  };
  t.regex(String(run('sim', '--list').stdout), /^default /m);
  t.is(run('pki', '--out', 'pki').status, 0);
  t.is(run('identity', 'pki/meter.cert.pem', '--ca', 'pki/root.cert.pem').status, 0);
  writeFileSync(join(home, 'dcap.xml'), '<DeviceCapability xmlns="urn:ieee:std:2030.5:ns" href="/dcap"/>');
  t.regex(String(run('convert', 'dcap.xml', '--hex').stdout), /^A030114CC6/);
});

test('npx sep2 in the project’s folder is this command', (t) => {
  // npx links the project into its cache and runs its prepare script: the cache is the test's own, and nothing is fetched.
  const env = { ...process.env, npm_config_cache: join(home, 'npm-cache'), npm_config_offline: 'true' };
  const npx = spawnSync('npx', ['sep2', '--version'], { cwd: projectPath(''), encoding: 'utf8', env });
  const { version } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string };
  t.is(npx.stdout.trim(), version, npx.stderr);
});
