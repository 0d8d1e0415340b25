/** `sep2-micro/client`: a device without sockets, for whatever carries its connections. */

export { type Appliance, type ApplianceProfile, type CurveLookup } from './appliance.js';
export { Device, type DeviceOptions, type DeviceServices, type KnownServer } from './device.js';
export { Link } from './link.js';
export { type LinkServices, type LinkTimes, type LinkTraffic } from './link-services.js';
export { type Outcome, Requester, type RequesterOptions } from './requester.js';
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry.js';
export { ServerSession, type SessionState } from './session.js';
