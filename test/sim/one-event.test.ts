import test from 'ava';
import { START_S, VirtualHome } from '../support/virtual-home.js';

test('a registered thermostat follows a load control event from received to completed (CORE-022)', (t) => {
  const responses: [string, number, number][] = [];
  const home = new VirtualHome({
    observer: { onResponse: (r) => responses.push([r.mRID, r.status, r.createdS!]) },
  });
  const holder = home.holder('thermostat');
  const { server } = home.utility;
  server.addEndDevice({ lfdi: holder.lfdi, sfdi: holder.sfdi, pin: holder.pin });
  const program = server.addProgram({ kind: 'demand-response', primacy: 1 });
  server.assign(holder.lfdi, { programs: [program] });
  const mRID = 'AB'.repeat(16);
  server.addEvent(program, {
    startS: START_S + 600,
    durationS: 1200,
    mRID,
    control: {
      Offset: { coolingOffset: 20 },
      deviceCategory: '00000001',
      drProgramMandatory: false,
      loadShiftForward: false,
    },
  });
  home.utility.start();
  const thermostat = home.addThermostat({ pin: holder.pin });
  thermostat.device.start();
  home.run(500);
  t.is(thermostat.ports.setpointC, 24);
  home.run(200);
  t.is(thermostat.ports.setpointC, 26, JSON.stringify(thermostat.log));
  home.run(1200);
  t.is(thermostat.ports.setpointC, 24);
  t.deepEqual(
    responses.map(([who, status]) => [who, status]),
    [
      [mRID, 1],
      [mRID, 2],
      [mRID, 3],
    ],
  );
  t.is(responses[1]![2], START_S + 600);
  t.is(responses[2]![2], START_S + 1800);
});
