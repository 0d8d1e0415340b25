/** Words for what a search saw. */

import { type Findings, type FoundService } from './search.js';

export function reportText(findings: Findings): string {
  const lines: string[] = ['Asked'];
  for (const { name, type, group, interfaces, times } of findings.asked) {
    const where = interfaces.length === 0 ? 'no interface' : interfaces.join(', ');
    lines.push(`  ${type} ${name}`, `      to ${group} on ${where}, ${times === 1 ? 'once' : times + ' times'}`);
  }
  for (const { group, detail } of findings.failed) lines.push(`  nothing to ${group}: ${detail}`);
  lines.push('', 'Answered');
  if (findings.answered.length === 0) lines.push('  nobody');
  for (const { from, interfaceName, datagrams, records } of findings.answered) {
    lines.push(`  ${from} on ${interfaceName ?? 'an unknown interface'}, ${count(datagrams, 'datagram')}`);
    for (const record of records) lines.push(`      ${record}`);
  }
  lines.push('', 'Found');
  if (findings.found.length === 0) lines.push('  nothing');
  for (const service of findings.found) lines.push(...describe(service));
  if (findings.ignored.length > 0) lines.push('', 'Ignored');
  for (const { what, reason, from, text } of findings.ignored) {
    lines.push(`  ${what} (${from})`, `      because ${reason}`);
    if (text.length > 0) lines.push(`      TXT ${text.join(' ')}`);
  }
  return lines.join('\n');
}

export function reportJson(findings: Findings): string {
  return JSON.stringify(findings, undefined, 2);
}

function describe(service: FoundService): string[] {
  const { instance, host, addresses, httpPort, tlsPort, dcap, subTypes, text, from, interfaceName } = service;
  const lines = [`  ${instance}`, `      host ${host}: ${addresses.join(', ')}`];
  lines.push(`      TXT ${text.join(' ')}`);
  if (subTypes.length > 0) lines.push(`      sub-types ${subTypes.join(' ')}`);
  lines.push(`      answered by ${from} on ${interfaceName ?? 'an unknown interface'}`);
  const address = addresses[0]!;
  const authority = address.includes(':') ? `[${address}]` : address;
  if (tlsPort === undefined)
    lines.push(`      http://${authority}:${httpPort}${dcap} (no https: the TXT record does not name it)`);
  else lines.push(`      https://${authority}:${tlsPort}${dcap}`);
  return lines;
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
