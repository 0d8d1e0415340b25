/** The debug port beside a stub that answers as QEMU's does, in the moments that a real one comes to by chance. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

import { DebugPort } from '../../../tools/board/debug-port.js';

/** Serves the protocol on a unix socket: each command is answered with the packets that `answer` gives. */
async function serve(t: ExecutionContext, answer: (command: string) => readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sep2-debug-'));
  const path = join(folder, 'debug.sock');
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (octets: Buffer) => {
      for (const [, command] of octets.toString('latin1').matchAll(/\$([^#]*)#/g)) {
        for (const packet of answer(command!)) socket.write(`+$${packet}#00`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return path;
}

test('that the core has halted may be told a second time, at any moment: it answers no command', async (t) => {
  const path = await serve(t, (command) => {
    if (command === '?') return ['T05thread:01;', 'T05thread:01;'];
    if (command.startsWith('qXfer')) return ['l<target/>'];
    return command === 'D' ? ['OK'] : ['T05thread:01;', '0102030405060708'];
  });
  const port = await DebugPort.connect(path);
  t.is((await port.read(0x20000000, 8)).toString('hex'), '0102030405060708');
  await port.detach();
});
