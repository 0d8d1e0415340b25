/**
 * `tools/vendor/fetch`: every foreign archive has the checksum that the repository holds, or it is refused by name; what is there is
 * not fetched again. `apt-get` and `npm` are stand-ins that hand out the archives that `tools/setup` left, and write down that they
 * were asked.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { projectPath } from '../../../tools/support/project-root.js';

const ARCHIVES = projectPath('build/vendor/archives');
const ENGINE = 'agoric-xsnap-0.15.0.tgz';

interface World {
  readonly vendor: string;
  /** Runs the fetch; returns its exit code, what it said, and how often apt-get and npm were asked. */
  run(): { code: number | null; said: string; asked: string[] };
}

/** A vendor folder of its own, with stand-ins whose bodies see `$vendor` and `$archives`. */
function world(t: ExecutionContext, aptGet: string, npm: string): World {
  const root = mkdtempSync(join(tmpdir(), 'sep2-vendor-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const [name, body] of [
    ['apt-get', aptGet],
    ['npm', npm],
  ] as const) {
    writeFileSync(
      join(bin, name),
      `#!/bin/bash\narchives=${ARCHIVES}\nroot=${root}\necho "${name} $*" >>${root}/asked\n${body}\n`,
    );
    chmodSync(join(bin, name), 0o755);
  }
  const vendor = join(root, 'vendor');
  return {
    vendor,
    run() {
      rmSync(join(root, 'asked'), { force: true });
      const ran = spawnSync('bash', [projectPath('tools/vendor/fetch')], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, SEP2_VENDOR: vendor },
      });
      const asked = existsSync(join(root, 'asked')) ? readFileSync(join(root, 'asked'), 'utf8').trim().split('\n') : [];
      return { code: ran.status, said: ran.stderr, asked };
    },
  };
}

/** What a mirror that has everything does: the package's archives land in the folder where apt-get runs. */
const GOOD_APT = '[[ "$*" == *" source "* ]] && { package=${@: -1}; cp "$archives/${package%%=*}_"* .; }; exit 0';
const GOOD_NPM = `cp "$archives/${ENGINE}" .`;

test('unpacks three sources, asks npm to run no script, and a second run asks nobody', (t) => {
  const { vendor, run } = world(t, GOOD_APT, GOOD_NPM);
  const first = run();
  t.is(first.code, 0, first.said);
  t.true(existsSync(join(vendor, 'lwip/src/core/tcp.c')));
  t.true(existsSync(join(vendor, 'bearssl/inc/bearssl.h')));
  t.true(existsSync(join(vendor, 'xs/sources/xsRun.c')));
  t.true(existsSync(join(vendor, 'xs/LICENSE.package')));
  t.false(existsSync(join(vendor, 'xs/package.json')));
  const npm = first.asked.filter((line) => line.startsWith('npm '));
  t.deepEqual(npm, ['npm pack --silent --ignore-scripts @agoric/xsnap@0.15.0']);
  t.true(
    first.asked.filter((line) => line.startsWith('apt-get ')).every((line) => line.includes('Dir::State::Lists=')),
  );

  const second = run();
  t.deepEqual([second.code, second.said, second.asked], [0, '', []]);
});

test('an archive with another checksum is refused by name, does not stay and is not unpacked', (t) => {
  const { vendor, run } = world(t, GOOD_APT, `cp "$archives/${ENGINE}" . && echo x >>"${ENGINE}"`);
  const { code, said } = run();
  t.is(code, 1);
  t.regex(
    said,
    /refused agoric-xsnap-0\.15\.0\.tgz: its SHA-256 is [0-9a-f]{64}, tools\/vendor\/checksums says ba82e67d/,
  );
  t.false(existsSync(join(vendor, 'archives', ENGINE)));
  t.false(existsSync(join(vendor, 'xs')));
});

test('a changed Debian archive is refused by name as well', (t) => {
  const { vendor, run } = world(
    t,
    `${GOOD_APT.replace('exit 0', 'echo x >>lwip_2.1.3+dfsg1-2.debian.tar.xz; exit 0')}`,
    GOOD_NPM,
  );
  const { code, said } = run();
  t.is(code, 1);
  t.regex(said, /refused lwip_2\.1\.3\+dfsg1-2\.debian\.tar\.xz: /);
  t.false(existsSync(join(vendor, 'lwip')));
});

test('a mirror without the version: says so, tries the snapshot, then names the files to put there by hand', (t) => {
  const { run } = world(t, '[[ "$*" == *" source "* ]] && exit 100; exit 0', GOOD_NPM);
  const { code, said } = run();
  t.is(code, 1);
  t.regex(
    said,
    /http:\/\/deb\.debian\.org\/debian has no lwip 2\.1\.3\+dfsg1-2 in bookworm; trying http:\/\/snapshot\./,
  );
  t.regex(said, /no mirror has lwip 2\.1\.3\+dfsg1-2: put lwip_2\.1\.3\+dfsg1-2\.debian\.tar\.xz .* into .*\/archives/);
});

test('archives that were put there by hand need no network', (t) => {
  const { vendor, run } = world(t, 'exit 100', 'exit 1');
  mkdirSync(vendor);
  cpSync(ARCHIVES, join(vendor, 'archives'), { recursive: true });
  const { code, said, asked } = run();
  t.deepEqual([code, said, asked], [0, '', []]);
  t.true(existsSync(join(vendor, 'bearssl/src/ec/ec_p256_m31.c')));
});
