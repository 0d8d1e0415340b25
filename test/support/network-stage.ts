/**
 * Two machines joined by a cable, made of network namespaces of the test's own: `utility` and `device`.
 *
 * Everything lives in one process namespace: when the stage ends, so do all its processes, interfaces and mounts.
 * Addresses: 192.0.2.1 and 2001:db8::1 on `utility0`, 192.0.2.2 and 2001:db8::2 on `device0`.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Machine = 'utility' | 'device';

const SCRIPT = `
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/dbus /run/avahi-daemon
for f in /proc/sys/net/ipv6/conf/{all,default}/accept_dad; do echo 0 > $f 2>/dev/null || true; done
ip link set lo up
ip netns add device
ip link add utility0 type veth peer name device0 netns device
on_device() { nsenter --net=/run/netns/device "$@"; }
ip addr add 192.0.2.1/24 dev utility0
ip addr add 2001:db8::1/64 dev utility0 nodad
ip link set utility0 up
on_device ip link set lo up
on_device ip addr add 192.0.2.2/24 dev device0
on_device ip addr add 2001:db8::2/64 dev device0 nodad
on_device ip link set device0 up
for _ in $(seq 500); do
  ip link show utility0 | grep -q 'state UP' && on_device ip link show device0 | grep -q 'state UP' && break
  sleep 0.02
done
`;

/**
 * avahi-daemon gives its folder to the user avahi, whom a namespace made by an ordinary user does not know: tests with it
 * need root.
 */
export const CAN_RUN_AVAHI: boolean = process.getuid?.() === 0;

/** What avahi needs to run and to be asked by its tools, all of it in the stage's own /run. */
export const AVAHI_SCRIPT = `
await_socket() {
  for _ in $(seq 200); do [ -S "$1" ] && return; sleep 0.05; done
  cat "$2" >&2
  exit 1
}
cat > /run/dbus.conf <<'END'
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
END
cat > /run/avahi.conf <<'END'
[server]
host-name=avahi-host
use-ipv4=yes
use-ipv6=yes
allow-interfaces=utility0
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
END
dbus-daemon --config-file=/run/dbus.conf --nofork --nopidfile >/run/dbus.log 2>&1 &
await_socket /run/dbus/system_bus_socket /run/dbus.log
avahi-daemon -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits >/run/avahi.log 2>&1 &
await_socket /run/avahi-daemon/socket /run/avahi.log
`;

export class NetworkStage {
  private constructor(
    private readonly process: ChildProcess,
    private readonly pid: number,
  ) {}

  /** Builds the stage, runs `more` (bash) on the utility machine, and waits until both are done. */
  static async start(more = ''): Promise<NetworkStage> {
    const user = process.getuid?.() === 0 ? [] : ['--map-root-user', '--user'];
    const flags = [...user, '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const script = `${SCRIPT}${more}\necho ready\nread -r _ || true`;
    const child = spawn('unshare', [...flags, 'bash', '-c', script], { stdio: ['pipe', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (octets: Buffer) => (errors += octets.toString()));
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() => undefined);
    const first = await Promise.race([once(lines, 'line').then(([line]) => String(line)), ended]);
    if (first !== 'ready') throw new Error('no network stage: ' + errors);
    const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim());
    return new NetworkStage(child, pid);
  }

  /** Starts a program on a machine. */
  spawn(machine: Machine, command: string, args: readonly string[]): ChildProcess {
    const enter = this.enter(machine, [command, ...args]);
    return spawn('nsenter', enter, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs a program on a machine to its end and gives its exit code and output. At most `timeoutMs`. */
  run(
    machine: Machine,
    command: string,
    args: readonly string[],
    timeoutMs = 15_000,
  ): Promise<{ code: number; output: string; errors: string }> {
    return new Promise((resolve) => {
      const enter = this.enter(machine, ['timeout', String(timeoutMs / 1000), command, ...args]);
      execFile('nsenter', enter, (error, output, errors) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, output, errors });
      });
    });
  }

  /** Ends every process of the stage. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || !existsSync(`/proc/${this.process.pid}`)) return;
    const exit = once(this.process, 'exit');
    this.process.stdin!.end('\n');
    await exit;
  }

  private enter(machine: Machine, command: readonly string[]): string[] {
    const user = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    const into = ['--target', String(this.pid), ...user, '--mount', '--net', '--pid', '--'];
    if (machine === 'utility') return [...into, ...command];
    return [...into, 'nsenter', '--net=/run/netns/device', '--', ...command];
  }
}
