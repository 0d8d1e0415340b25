/** `--listen`: host and port as people write them. */

import { InvalidArgumentError } from 'commander';

export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
}

/** Reads `[::1]:8443`, `127.0.0.1:8443`, `localhost:0`; an InvalidArgumentError says what was expected. */
export function parseListenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  const digits = text.slice(colon + 1);
  const isBracketed = host.startsWith('[') && host.endsWith(']');
  const bare = isBracketed ? host.slice(1, -1) : host;
  const isHost = bare !== '' && (isBracketed || !bare.includes(':')) && !/[\s/[\]]/.test(bare);
  if (colon < 0 || !isHost || !/^\d{1,5}$/.test(digits) || Number(digits) > 65535) {
    throw new InvalidArgumentError(`expected host:port such as [::1]:8443, got "${text}".`);
  }
  return { host: bare, port: Number(digits) };
}

/** The authority of a URL: brackets around IPv6. */
export function formatAuthority({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
