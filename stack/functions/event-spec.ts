/** What an administrator says of an event, and the fields of EndDeviceControl or DERControl that follow from it. */

/** An event to publish. Times are seconds of server time. */
export interface EventSpec {
  readonly startS: number;
  /** 1–86,400 × 366. */
  readonly durationS: number;
  /** What the event controls: fields of EndDeviceControl (`SetPoint`, `DutyCycle`, …) or of DERControl (`DERControlBase`). */
  readonly control: object;
  /** 32 hexadecimal digits; made at random where absent. */
  readonly mRID?: string;
  /** At most 32 characters. */
  readonly description?: string;
  /** −3600–3600. */
  readonly randomizeStartS?: number;
  readonly randomizeDurationS?: number;
  /** Bits: 1 received, 2 event specific, 4 end user. 0 asks for none; default 3. */
  readonly responseRequired?: number;
  /** DeviceCategoryType bits as 8 hexadecimal digits; absent: every device of the program. */
  readonly deviceCategory?: string;
}

/** EventStatus.currentStatus (IEEE 2030.5-2018). */
export const EVENT_SCHEDULED = 0;
export const EVENT_ACTIVE = 1;
export const EVENT_CANCELLED = 2;
export const EVENT_CANCELLED_RANDOM = 3;

const LONGEST_S = 366 * 86400;
const ONE_HOUR_S = 3600;
const MAX_DESCRIPTION_OCTETS = 32;

/**
 * Refuses what the schema could not carry.
 *
 * @throws RangeError naming the argument.
 */
export function checkEventSpec(spec: EventSpec): void {
  checkInteger('startS', spec.startS, 0, 0x1fffffffffff);
  checkInteger('durationS', spec.durationS, 1, LONGEST_S);
  checkInteger('randomizeStartS', spec.randomizeStartS ?? 0, -ONE_HOUR_S, ONE_HOUR_S);
  checkInteger('randomizeDurationS', spec.randomizeDurationS ?? 0, -ONE_HOUR_S, ONE_HOUR_S);
  checkInteger('responseRequired', spec.responseRequired ?? 0, 0, 7);
  if (spec.mRID !== undefined) checkMRID(spec.mRID);
  if ((spec.description ?? '').length > MAX_DESCRIPTION_OCTETS) {
    throw new RangeError('description: expected at most 32 characters, got ' + spec.description!.length);
  }
}

/** @throws RangeError where `mRID` is not 32 upper-case hexadecimal digits. */
export function checkMRID(mRID: string): void {
  let good = mRID.length === 32;
  for (let i = 0; good && i < 32; i++) {
    const code = mRID.charCodeAt(i);
    good = (code >= 48 && code <= 57) || (code >= 65 && code <= 70);
  }
  if (!good) throw new RangeError('mRID: expected 32 upper-case hexadecimal digits, got "' + mRID + '"');
}

/** @throws RangeError where `value` is not an integer in [least, most]. */
export function checkInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(name + ': expected an integer in ' + least + '–' + most + ', got ' + value);
}

/** The operating modes that a control uses: `opMod…` of its DERControlBase, or one for every EndDeviceControl. */
export function controlModes(control: object): readonly string[] {
  const base = (control as { DERControlBase?: object }).DERControlBase;
  if (base === undefined) return ['load'];
  return Object.keys(base).filter((name) => name.slice(0, 5) === 'opMod');
}

/** Whether two sets of device categories meet; absent means every category. */
export function categoriesMeet(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return (parseInt(a, 16) & parseInt(b, 16)) !== 0;
}
