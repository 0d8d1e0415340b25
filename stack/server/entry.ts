/** `sep2-micro/server`: a utility server without sockets, for whatever carries its connections. */

export { BOARD_LIMITS, HOST_LIMITS, type Limits } from '../core/limits.js';
export { type PeerIdentity } from '../core/peer-identity.js';
export { type CurveSpec, type DefaultControlSpec } from '../functions/der-program-server.js';
export { type EndDeviceSpec } from '../functions/end-device-server.js';
export {
  EVENT_ACTIVE,
  EVENT_CANCELLED,
  EVENT_CANCELLED_RANDOM,
  EVENT_SCHEDULED,
  type EventSpec,
} from '../functions/event-spec.js';
export { type AssignmentSpec } from '../functions/function-set-assignments-server.js';
export { type Program, type ProgramSpec } from '../functions/program-server.js';
export {
  type Audience,
  type Entry,
  type PageQuery,
  type Reader,
  type ResourceTree,
} from '../functions/resource-tree.js';
export {
  DEFAULT_SERVER_CONFIG,
  type ReadingReport,
  type ResponseReport,
  type ServerConfig,
  type ServerObserver,
} from '../functions/server-host.js';
export { type HttpHeaders, type HttpRequest, type HttpResponse } from '../http/message.js';
export { type Entropy } from '../ports/entropy.js';
export { type WallClock } from '../ports/wall-clock.js';
export { type OctetSink, type RequestHandler, ServerConnection } from './connection.js';
export { type DocumentCodec } from './document-codec.js';
export { createServerCodec } from './server-codec.js';
export { createMemoryTree } from './memory-tree.js';
export { type CancelOptions, UtilityServer, type UtilityServerOptions } from './utility-server.js';
