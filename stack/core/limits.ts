/**
 * Every capacity of the stack, by name. One profile for a board, one for a host.
 *
 * Past a limit comes a `limit` PeerError that names it; never a crash and never a silent cut.
 */

export interface Limits {
  /** Largest encoded document, XML or EXI, that a codec reads. Octets. */
  readonly maxDocumentOctets: number;
  /** Deepest nesting of elements that a codec reads, foreign content included. */
  readonly maxDepth: number;
  /** Longest string value that a codec reads. Code points. */
  readonly maxStringLength: number;
  /** Most items of one repeated element that a codec reads. */
  readonly maxListItems: number;
  /** Most attributes of one XML element, and most XML namespace declarations in force at once. */
  readonly maxXmlAttributes: number;
  /** Most entries that an EXI string table holds, all partitions together. */
  readonly maxStringTableEntries: number;
  /** Largest plaintext of a TLS record that is read or written. Octets, at most 16,384. */
  readonly maxRecordOctets: number;
  /** Largest TLS handshake message, reassembled. Octets. */
  readonly maxHandshakeOctets: number;
  /** Most TLS records in a row that carry nothing to act on: empty ones, warning alerts, asks for renegotiation. */
  readonly maxIdleRecords: number;
  /** Longest certificate chain, the peer's own certificate and the root counted. IEEE 2030.5-2018 §6.11 knows 2–4. */
  readonly maxChainLength: number;
  /** Largest start line and headers of an HTTP message. Octets. */
  readonly maxHttpHeadOctets: number;
  /** Most header fields of an HTTP message. */
  readonly maxHttpHeaders: number;
  /** Largest HTTP body. Octets. */
  readonly maxHttpBodyOctets: number;
  /** Most requests that a client keeps for one server while another is under way. */
  readonly maxWaitingRequests: number;
  /** Most requests of one connection that wait for their answers. */
  readonly maxPipelinedRequests: number;
  /** Largest DNS message. Octets. */
  readonly maxDnsOctets: number;
  /** Most records of one DNS message, all sections together. */
  readonly maxDnsRecords: number;
  /** Most DNS-SD instances that a querier remembers. */
  readonly maxDnsInstances: number;
  /** Most events that a device holds. CSIP asks for at least 24 (G10). */
  readonly maxStoredEvents: number;
  /** Most programs that a device follows. CSIP asks for 15 (P24). */
  readonly maxPrograms: number;
  /** Most function set assignments that a device follows. */
  readonly maxAssignments: number;
  /** Most responses that wait to be sent. */
  readonly maxOwedResponses: number;
  /** List page that a client asks for (`l`). */
  readonly listPageSize: number;
  /** Largest list page that a server gives, whatever `l` says. EPRI clients ask for at most 255. */
  readonly maxListPageSize: number;
  /** Most connections that a server holds open. */
  readonly maxConnections: number;
  /** Most TLS sessions that a server remembers for resumption. */
  readonly maxTlsSessions: number;
}

/** A 32-bit board with 96–128 KB of RAM. */
export const BOARD_LIMITS: Limits = Object.freeze({
  maxDocumentOctets: 4096,
  maxDepth: 16,
  maxStringLength: 256,
  maxListItems: 32,
  maxXmlAttributes: 16,
  maxStringTableEntries: 64,
  maxRecordOctets: 1024,
  maxHandshakeOctets: 4096,
  maxIdleRecords: 4,
  maxChainLength: 4,
  maxHttpHeadOctets: 1024,
  maxHttpHeaders: 24,
  maxHttpBodyOctets: 4096,
  maxWaitingRequests: 16,
  maxPipelinedRequests: 1,
  maxDnsOctets: 1472,
  maxDnsRecords: 32,
  maxDnsInstances: 4,
  maxStoredEvents: 24,
  maxPrograms: 15,
  maxAssignments: 15,
  maxOwedResponses: 48,
  listPageSize: 4,
  maxListPageSize: 32,
  maxConnections: 2,
  maxTlsSessions: 2,
});

/** Simulators, the utility server and the bench. */
export const HOST_LIMITS: Limits = Object.freeze({
  maxDocumentOctets: 4 * 1024 * 1024,
  maxDepth: 32,
  maxStringLength: 65536,
  maxListItems: 65536,
  maxXmlAttributes: 64,
  maxStringTableEntries: 65536,
  maxRecordOctets: 16384,
  maxHandshakeOctets: 65536,
  maxIdleRecords: 16,
  maxChainLength: 4,
  maxHttpHeadOctets: 16384,
  maxHttpHeaders: 100,
  maxHttpBodyOctets: 4 * 1024 * 1024,
  maxWaitingRequests: 256,
  maxPipelinedRequests: 64,
  maxDnsOctets: 9000,
  maxDnsRecords: 256,
  maxDnsInstances: 64,
  maxStoredEvents: 256,
  maxPrograms: 64,
  maxAssignments: 64,
  maxOwedResponses: 512,
  listPageSize: 255,
  maxListPageSize: 255,
  maxConnections: 10000,
  maxTlsSessions: 10000,
});
