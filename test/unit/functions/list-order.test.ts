import test from 'ava';

import { compareItems, LIST_ORDERS } from '../../../stack/functions/list-order.js';
import { KIND_COMPLEX, NO_TYPE, UNBOUNDED } from '../../../stack/model/schema.js';
import { SCHEMA_2018 } from '../../../stack/model/2018/schema-2018.js';

/** `list keys…` as published in the key table: `+` ascending, `-` descending. Written apart from the code under test. */
const KEY_TABLE = `
EndDeviceList +sFDI +href
FunctionSetAssignmentsList -mRID
SubscriptionList +href
NotificationList +href
ResponseSetList -mRID
ResponseList -createdDateTime +endDeviceLFDI
IPInterfaceList +ifIndex
IPAddrList +address
LLInterfaceList +EUI64
RPLInstanceList +DODAGid +RPLInstanceID
RPLSourceRoutesList +SourceRoute +DestAddress
LogEventList +createdDateTime +logEventID
DemandResponseProgramList +primacy -mRID
EndDeviceControlList +interval.start -creationTime -mRID
UsagePointList -mRID
MeterReadingList -mRID
ReadingSetList -timePeriod.start -mRID
ReadingList +localID +consumptionBlock +touTier
TariffProfileList -mRID
RateComponentList -mRID
TimeTariffIntervalList +interval.start -creationTime -mRID
ConsumptionTariffIntervalList +startValue
MessagingProgramList -mRID
TextMessageList -interval.start -creationTime -mRID
CustomerAccountList +customerName -mRID
CustomerAgreementList +serviceLocation -mRID
BillingPeriodList -interval.start +href
HistoricalReadingList +description -mRID
TargetReadingList +description -mRID
ProjectionReadingList +description -mRID
BillingReadingSetList -timePeriod.start -mRID
BillingReadingList +timePeriod.start +consumptionBlock +touTier
PrepaymentList -mRID
CreditRegisterList -effectiveTime -mRID
SupplyInterruptionOverrideList +interval.start +interval.duration
FlowReservationRequestList +intervalRequested.start -creationTime -mRID
FlowReservationResponseList +interval.start -creationTime -mRID
DERProgramList +primacy -mRID
DERControlList +interval.start -creationTime -mRID
DERCurveList -creationTime -mRID
DERList +href
MirrorUsagePointList -mRID
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

const TEXTS = ['customerName', 'serviceLocation', 'description'];
const HEXES = ['mRID', 'endDeviceLFDI', 'address', 'EUI64', 'SourceRoute', 'DestAddress', 'localID'];

/** Three values of a key in ascending order; the last differs from the second in number of digits or segments. */
function valuesOf(name: string): unknown[] {
  if (TEXTS.includes(name)) return ['Ampere', 'Bell', 'Curie'];
  if (HEXES.includes(name)) return ['0A', '0B', '0101'];
  if (name === 'href') return ['/x/1', '/x/9', '/x/10'];
  return [1, 9, 10];
}

function itemOf(values: ReadonlyMap<string, unknown>): object {
  const item: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const [name, inner] = path.split('.');
    item[name!] = inner === undefined ? value : { ...(item[name!] as object | undefined), [inner]: value };
  }
  return item;
}

test('CORE-004: the key table has 42 lists', (t) => {
  t.is(KEY_TABLE.length, 42);
});

for (const [list, ...keys] of KEY_TABLE) {
  test(`CORE-004: ${list} is ordered by ${keys.join(' ')}`, (t) => {
    const order = LIST_ORDERS[list!];
    t.truthy(order);
    const paths = keys.map((key) => key.slice(1));
    keys.forEach((key, position) => {
      const path = paths[position]!;
      const equal = new Map(paths.map((other) => [other, valuesOf(other.split('.')[0]!)[1]]));
      const items = valuesOf(path.split('.').at(-1)!).map((value) => {
        // Keys of lower rank point the other way: they must not count before the one under test is level.
        const values = new Map(equal);
        values.set(path, value);
        paths.slice(position + 1).forEach((lower) => {
          const lowers = valuesOf(lower.split('.').at(-1)!);
          values.set(lower, lowers[2 - valuesOf(path.split('.').at(-1)!).indexOf(value)]);
        });
        return itemOf(values);
      });
      const wanted = key.startsWith('+') ? items : [...items].reverse();
      const sorted = [items[1]!, items[2]!, items[0]!].sort((a, b) => compareItems(order!.keys, a, b));
      t.deepEqual(sorted, wanted, path);
    });
  });

  test(`${list} repeats the field that its keys are in`, (t) => {
    const type = SCHEMA_2018.elementType(list!);
    const { item, keys: orderKeys } = LIST_ORDERS[list!]!;
    const slot = SCHEMA_2018.findField(type, item);
    t.is(SCHEMA_2018.slotMax(slot), UNBOUNDED);
    for (const { path } of orderKeys) {
      let at = SCHEMA_2018.slotType(slot);
      for (const name of path) {
        t.is(SCHEMA_2018.kindOf(at), KIND_COMPLEX);
        const field = SCHEMA_2018.findField(at, name);
        const found = field >= 0 ? field : SCHEMA_2018.findAttribute(at, name);
        t.true(found >= 0, `${item}.${path.join('.')}`);
        at = SCHEMA_2018.slotType(found);
      }
      t.not(at, NO_TYPE);
    }
  });
}

test('an absent key stands before a present one, and level items are level', (t) => {
  const { keys } = LIST_ORDERS['ReadingList']!;
  t.true(compareItems(keys, {}, { localID: '00' }) < 0);
  t.is(compareItems(keys, { localID: '01' }, { localID: '0001' }), 0);
});
