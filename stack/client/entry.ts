/** `sep2-micro/client`: a device without sockets, for whatever carries its connections. */

export { BOARD_LIMITS, HOST_LIMITS, type Limits } from '../core/limits.js';
export { type PeerIdentity } from '../core/peer-identity.js';
export { type Entropy } from '../ports/entropy.js';
export { type Log, type LogLevel, type LogValue, SILENT_LOG } from '../ports/log.js';
export {
  type CloseReason,
  type Endpoint,
  type HostAddress,
  type IpFamily,
  type ListenHandler,
  type TcpConnection,
  type TcpHandler,
  type TcpListener,
  type TcpPort,
  type UdpHandler,
  type UdpOptions,
  type UdpPort,
  type UdpSocket,
} from '../ports/network.js';
export { type Scheduler, type Timer } from '../ports/scheduler.js';
export { type Appliance, type ApplianceProfile, type CurveLookup } from './appliance.js';
export { Device } from './device.js';
export { type DeviceOptions, type DeviceServices, type KnownServer } from './device-options.js';
export { Link } from './link.js';
export { type LinkServices, type LinkTimes, type LinkTraffic } from './link-services.js';
export { type Outcome, Requester, type RequesterOptions } from './requester.js';
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry.js';
export { ServerSession, type SessionState } from './session.js';
