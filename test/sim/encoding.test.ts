import test, { type ExecutionContext } from 'ava';
import { type HttpHeaders, type HttpRequest, type HttpResponse, headerValue } from '../../stack/http/message.js';
import { addOffsetEvent, enrol } from '../support/scenarios.js';
import { VirtualHome } from '../support/virtual-home.js';

/** Sets a header of a request, or takes it away. */
function withHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  const others = request.headers.filter(([each]) => each !== name);
  return { ...request, headers: [...others, [name, value]] as HttpHeaders };
}

/** A home whose utility is changed at its edge; runs one event and gives the content types that were seen. */
function runEvent(
  t: ExecutionContext,
  change: (request: HttpRequest, handle: (request: HttpRequest) => HttpResponse) => HttpResponse,
): { sent: string[]; received: string[]; refused: number } {
  const home = new VirtualHome();
  const program = enrol(home, 'thermostat');
  addOffsetEvent(home, program, 'A1', 300, 300);
  const { server } = home.utility;
  const original = server.handle.bind(server);
  const seen = { sent: [] as string[], received: [] as string[], refused: 0 };
  server.handle = (request, peer) => {
    const response = change(request, (changed) => original(changed, peer));
    const sent = headerValue(request.headers, 'content-type');
    const received = headerValue(response.headers, 'content-type');
    if (response.status >= 400) seen.refused++;
    else {
      if (sent !== undefined) seen.sent.push(sent);
      if (received !== undefined && response.body.length > 0) seen.received.push(received);
    }
    return response;
  };
  home.utility.start();
  const thermostat = home.addThermostat({ encoding: 'auto' });
  thermostat.device.start();
  home.run(1000);
  t.deepEqual(thermostat.codes('event.'), ['event.received', 'event.started', 'event.completed']);
  t.is(home.utility.server.responses(program).length, 3);
  return seen;
}

test('auto: EXI with a server that offers both (IEEE 2030.5-2018, media types)', (t) => {
  const seen = runEvent(t, (request, handle) => handle(request));
  t.deepEqual([...new Set([...seen.sent, ...seen.received])], ['application/sep-exi; level=-S1']);
});

test('auto: a server that answers XML whatever is asked for gets XML from then on', (t) => {
  const seen = runEvent(t, (request, handle) => handle(withHeader(request, 'accept', 'application/sep+xml')));
  t.deepEqual([...new Set([...seen.sent, ...seen.received])], ['application/sep+xml; level=-S1']);
  t.is(seen.refused, 0);
});

test('auto: a server that refuses EXI with 406 or 415 is asked once more, in XML', (t) => {
  const seen = runEvent(t, (request, handle) => {
    const isExi = (value: string | undefined): boolean =>
      value !== undefined && value.startsWith('application/sep-exi');
    if (isExi(headerValue(request.headers, 'content-type')))
      return { status: 415, headers: [], body: new Uint8Array() };
    if (isExi(headerValue(request.headers, 'accept'))) return { status: 406, headers: [], body: new Uint8Array() };
    return handle(request);
  });
  t.deepEqual([...new Set([...seen.sent, ...seen.received])], ['application/sep+xml; level=-S1']);
  t.is(seen.refused, 1);
});
