/**
 * EndDevice and Registration, server half (IEEE 2030.5-2018 EndDevice): one EndDevice a device, which it alone sees,
 * registered by the operator or, where the server allows it, by the device itself.
 */

import { type PeerIdentity } from '../core/peer-identity.js';
import { checkInteger } from './event-spec.js';
import { audienceOfDevice, EVERYONE } from './resource-tree.js';
import {
  type Call,
  pollRateOf,
  putList,
  REASON_RESOURCES,
  refuseValues,
  type Reply,
  type ServerHost,
} from './server-host.js';

/** Where the EndDevices stand. */
export const END_DEVICE_LIST_PATH = '/edev';

/** A device to register. */
export interface EndDeviceSpec extends PeerIdentity {
  /** 0–999999 with its check digit; `undefined`: no Registration resource. */
  readonly pin?: number | undefined;
  /** DeviceCategoryType bits as 8 hexadecimal digits. */
  readonly deviceCategory?: string | undefined;
  /** How many DERs the device has, 0–16; default 0. */
  readonly ders?: number | undefined;
}

/** What a device posts to register itself. */
interface EndDeviceFields {
  readonly lFDI?: string;
  readonly sFDI: number;
  readonly deviceCategory?: string;
}

const MAX_DERS = 16;

export class EndDeviceDesk {
  private readonly host: ServerHost;
  /** LFDIs that registered themselves. */
  private readonly inBandDevices = new Set<string>();

  constructor(host: ServerHost) {
    this.host = host;
    putList(host, END_DEVICE_LIST_PATH, 'EndDeviceList', EVERYONE);
    host.handle('EndDeviceList', { post: (call) => this.registerInBand(call) });
  }

  /**
   * Registers a device and returns the path of its EndDevice.
   *
   * @throws RangeError where its LFDI is registered or a value is out of range.
   */
  add(spec: EndDeviceSpec, nowS: number): string {
    if (this.host.access.pathOf(spec.lfdi) !== undefined) {
      throw new RangeError('lfdi: expected one that is not registered, got ' + spec.lfdi);
    }
    if (spec.pin !== undefined) checkInteger('pin', spec.pin, 0, 999999);
    checkInteger('ders', spec.ders ?? 0, 0, MAX_DERS);
    const { tree, config } = this.host;
    const path = END_DEVICE_LIST_PATH + '/' + tree.nextId(END_DEVICE_LIST_PATH);
    const own = audienceOfDevice(spec.lfdi);
    const registeredS = Math.floor(nowS);
    const fields: Record<string, unknown> = {
      href: path,
      subscribable: 0,
      DeviceInformationLink: { href: path + '/di' },
      DeviceStatusLink: { href: path + '/dstat' },
      lFDI: spec.lfdi,
      LoadShedAvailabilityListLink: { href: path + '/lsl' },
      LogEventListLink: { href: path + '/lel' },
      sFDI: spec.sfdi,
      changedTime: registeredS,
      enabled: true,
      FunctionSetAssignmentsListLink: { href: path + '/fsa' },
      postRate: config.postRateS,
    };
    if (spec.deviceCategory !== undefined) fields['deviceCategory'] = spec.deviceCategory;
    if (spec.pin !== undefined) fields['RegistrationLink'] = { href: path + '/rg' };
    if ((spec.ders ?? 0) > 0) fields['DERListLink'] = { href: path + '/der' };
    tree.put(path, 'EndDevice', own, fields);
    this.furnish(path, own, spec, registeredS);
    this.host.access.register(spec.lfdi, path);
    tree.place(END_DEVICE_LIST_PATH, path);
    return path;
  }

  /** Removes a device and what it posted below its EndDevice (MAINT-001); an unknown LFDI does nothing. */
  remove(lfdi: string): void {
    const path = this.host.access.pathOf(lfdi);
    if (path === undefined) return;
    this.host.tree.remove(path);
    this.host.access.forget(lfdi);
    this.inBandDevices.delete(lfdi);
  }

  private furnish(path: string, own: string, spec: EndDeviceSpec, registeredS: number): void {
    const { host } = this;
    host.tree.put(path + '/di', 'DeviceInformation', own, {});
    host.tree.put(path + '/dstat', 'DeviceStatus', own, {});
    putList(host, path + '/lel', 'LogEventList', own);
    putList(host, path + '/lsl', 'LoadShedAvailabilityList', own);
    putList(host, path + '/fsa', 'FunctionSetAssignmentsList', own);
    if (spec.pin !== undefined) {
      const rates = pollRateOf(host.config, 'Registration');
      const fields = { href: path + '/rg', dateTimeRegistered: registeredS, pIN: spec.pin, ...rates };
      host.tree.put(path + '/rg', 'Registration', own, fields);
    }
    if ((spec.ders ?? 0) > 0) putList(host, path + '/der', 'DERList', own);
    for (let i = 1; i <= (spec.ders ?? 0); i++) this.addDer(path + '/der', own);
  }

  private addDer(list: string, own: string): void {
    const { host } = this;
    const path = list + '/' + host.tree.nextId(list);
    host.tree.put(path + '/dercap', 'DERCapability', own, {});
    host.tree.put(path + '/derg', 'DERSettings', own, {});
    host.tree.put(path + '/ders', 'DERStatus', own, {});
    host.tree.put(path + '/dera', 'DERAvailability', own, {});
    putList(host, path + '/derp', 'AssociatedDERProgramList', own);
    host.tree.put(path, 'DER', own, {
      href: path,
      subscribable: 0,
      AssociatedDERProgramListLink: { href: path + '/derp' },
      DERAvailabilityLink: { href: path + '/dera' },
      DERCapabilityLink: { href: path + '/dercap' },
      DERSettingsLink: { href: path + '/derg' },
      DERStatusLink: { href: path + '/ders' },
    });
    host.tree.place(list, path);
  }

  /** S-ALL-02: an unknown device registers itself. S-ALL-51: again, and learns where it is. S-ALL-52: as another. */
  private registerInBand(call: Call): Reply {
    const { host } = this;
    if (call.document.$element !== 'EndDevice') return refuseValues('a ' + call.document.$element + ' is no EndDevice');
    const fields = call.document as unknown as EndDeviceFields;
    if (fields.lFDI !== undefined && fields.lFDI !== call.peer.lfdi)
      return refuseValues('lFDI is not that of the certificate');
    if (fields.sFDI !== call.peer.sfdi) return refuseValues('sFDI is not that of the certificate');
    const known = host.access.pathOf(call.peer.lfdi);
    if (known !== undefined) return { status: 204, location: known, detail: 'registered before' };
    if (!host.config.inBandRegistration) return { status: 403, detail: 'this server registers out-of-band only' };
    if (this.inBandDevices.size >= host.config.maxInBandDevices) {
      const detail = 'limit maxInBandDevices = ' + host.config.maxInBandDevices;
      return { status: 400, reason: REASON_RESOURCES, detail };
    }
    this.inBandDevices.add(call.peer.lfdi);
    const { deviceCategory } = fields;
    const spec = { ...call.peer, pin: host.config.inBandPin, deviceCategory, ders: hasDer(deviceCategory) ? 1 : 0 };
    const location = this.add(spec, call.nowS);
    host.observer.onRegistered?.(location, call.peer);
    return { status: 201, location };
  }
}

/** DeviceCategoryType bits 16–25: vehicles, their supply equipment and everything that generates or stores. */
const DER_CATEGORIES = 0x3ff0000;

/** Whether a device category has a DER; one that is not told may have. */
function hasDer(deviceCategory: string | undefined): boolean {
  return deviceCategory === undefined || (parseInt(deviceCategory, 16) & DER_CATEGORIES) !== 0;
}
