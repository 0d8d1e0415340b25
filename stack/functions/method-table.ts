/**
 * Which method a resource takes: the WADL of IEEE 2030.5-2018 as data, with this server's choices beside it.
 *
 * Five letters a resource, in the order GET HEAD PUT POST DELETE: M mandatory, O optional, D discouraged, E error.
 * What is discouraged or an error is answered with 405 and `Allow`; what is optional is answered where
 * {@link OPTIONAL_METHODS} names it.
 */

/** The methods of the table, in the order of its letters. */
export const METHODS = Object.freeze(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] as const);

export type Method = (typeof METHODS)[number];

/** Resources of the function sets served here. `CurrentDERProgram` and `Associated…` hold a type of another name. */
export const METHOD_TABLE = Object.freeze({
  DeviceCapability: 'MMEEE',
  Time: 'MMDEE',
  SelfDevice: 'MMDEE',
  EndDeviceList: 'MMEOE',
  EndDevice: 'MMOEO',
  Registration: 'MMOEO',
  FunctionSetAssignmentsList: 'MMEDE',
  FunctionSetAssignments: 'MMEED',
  DeviceInformation: 'MMMEO',
  DeviceStatus: 'MMMEO',
  LogEventList: 'MMEME',
  LogEvent: 'MMOEM',
  DemandResponseProgramList: 'MMEDE',
  DemandResponseProgram: 'MMEED',
  EndDeviceControlList: 'MMEDE',
  EndDeviceControl: 'MMEED',
  ActiveEndDeviceControlList: 'MMEEE',
  LoadShedAvailabilityList: 'MMEME',
  LoadShedAvailability: 'MMOEM',
  DERProgramList: 'MMEOE',
  DERProgram: 'MMEEO',
  DERControlList: 'MMEOE',
  DERControl: 'MMEEO',
  ActiveDERControlList: 'MMEEE',
  DefaultDERControl: 'MMOEE',
  DERCurveList: 'MMEOE',
  DERCurve: 'MMEEO',
  DERList: 'MMEOE',
  DER: 'MMOEO',
  AssociatedDERProgramList: 'MMEOE',
  AssociatedUsagePoint: 'MMEEO',
  CurrentDERProgram: 'MMEEO',
  DERCapability: 'MMMEE',
  DERSettings: 'MMMEE',
  DERStatus: 'MMMEE',
  DERAvailability: 'MMMEE',
  UsagePointList: 'MMEOE',
  UsagePoint: 'MMEEO',
  MeterReadingList: 'MMEOE',
  MeterReading: 'MMEEO',
  ReadingType: 'MMOEE',
  ReadingSetList: 'MMEOE',
  ReadingSet: 'MMEEO',
  ReadingList: 'MMEOE',
  Reading: 'MMOEO',
  MirrorUsagePointList: 'MMEME',
  MirrorUsagePoint: 'OOMMM',
  ResponseSetList: 'OOEDE',
  ResponseSet: 'OOEED',
  ResponseList: 'OOEME',
  Response: 'OOEEO',
  DrResponse: 'OOEEO',
  DERControlResponse: 'OOEEO',
} as const);

/** A row of {@link METHOD_TABLE}: what a resource is, as the WADL names it. */
export type ResourceKind = keyof typeof METHOD_TABLE;

/**
 * The optional methods that this server takes.
 *
 * - EndDeviceList POST is in-band registration.
 * - Mirrors and responses are readable, so that a device can check what arrived.
 * - Everything else that is optional would let a device edit what its operator administers, and is refused.
 */
export const OPTIONAL_METHODS: Readonly<Partial<Record<ResourceKind, readonly Method[]>>> = Object.freeze({
  EndDeviceList: ['POST'],
  MirrorUsagePoint: ['GET', 'HEAD'],
  ResponseSetList: ['GET', 'HEAD'],
  ResponseSet: ['GET', 'HEAD'],
  ResponseList: ['GET', 'HEAD'],
  Response: ['GET', 'HEAD'],
  DrResponse: ['GET', 'HEAD'],
  DERControlResponse: ['GET', 'HEAD'],
});

/** Whether the kind takes the method. */
export function allowsMethod(kind: ResourceKind, method: Method): boolean {
  const letter = METHOD_TABLE[kind].charAt(METHODS.indexOf(method));
  if (letter === 'M') return true;
  if (letter !== 'O') return false;
  const taken = OPTIONAL_METHODS[kind];
  return taken !== undefined && taken.indexOf(method) >= 0;
}

/** The value of `Allow` for a 405 (RFC 9110 §10.2.1). */
export function allowHeader(kind: ResourceKind): string {
  let text = '';
  for (let i = 0; i < METHODS.length; i++) {
    if (allowsMethod(kind, METHODS[i]!)) text += (text === '' ? '' : ', ') + METHODS[i]!;
  }
  return text;
}

/** Whether `text` is a method of the table; any other is answered with 501. */
export function isMethod(text: string): text is Method {
  return (METHODS as readonly string[]).indexOf(text) >= 0;
}

/** Global elements of kinds whose name is not their element's (WADL resource → schema element). */
const ELEMENTS: Readonly<Partial<Record<ResourceKind, string>>> = Object.freeze({
  ActiveEndDeviceControlList: 'EndDeviceControlList',
  ActiveDERControlList: 'DERControlList',
  AssociatedDERProgramList: 'DERProgramList',
  AssociatedUsagePoint: 'UsagePoint',
  CurrentDERProgram: 'DERProgram',
});

/** The global element that a resource of this kind is sent as. */
export function elementOfKind(kind: ResourceKind): string {
  return ELEMENTS[kind] ?? kind;
}
