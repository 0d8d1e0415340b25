/** A user who ends a run before its end: Ctrl-C and its kind, so that everything can be put away in order. */

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export class Interruption {
  /** The first signal that came. */
  signal: NodeJS.Signals | undefined = undefined;
  /** Fulfilled when one comes; perhaps never. */
  readonly happened: Promise<void>;
  private readonly listener: (signal: NodeJS.Signals) => void;

  /** From now on signals do not end the process: they are noted here. */
  constructor() {
    let tell = (): void => undefined;
    this.happened = new Promise((resolve) => (tell = resolve));
    this.listener = (signal) => {
      this.signal ??= signal;
      tell();
    };
    for (const signal of SIGNALS) process.on(signal, this.listener);
  }

  /** Signals are again what they were. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.listener);
  }
}
