/** XML namespaces of the field by name, so that a refusal says whose dialect was met. More are added as rows. */

/** IEEE 2030.5-2018 and 2023 share this one. The only one whose documents are read. */
export const SEP_NAMESPACE = 'urn:ieee:std:2030.5:ns';
/** `xsi:type` and `xsi:nil`. */
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
/** The prefix `xml` is bound to it without a declaration (Namespaces in XML 1.0 §3). */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
/** The prefix `xmlns` is bound to it and cannot be declared. */
export const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

export interface KnownNamespace {
  readonly uri: string;
  /** What a person calls it. */
  readonly name: string;
  /** Whether a document may have its root in it. */
  readonly readable: boolean;
}

/** Every namespace that a root is known to have been seen in. */
export const KNOWN_NAMESPACES: readonly KnownNamespace[] = Object.freeze([
  { uri: SEP_NAMESPACE, name: 'IEEE 2030.5-2018', readable: true },
  { uri: 'http://ieee.org/2030.5', name: 'the EPRI draft of IEEE 2030.5', readable: false },
  { uri: 'http://zigbee.org/sep', name: 'ZigBee Smart Energy Profile 2.0 (IEEE 2030.5-2013)', readable: false },
  { uri: 'https://csipaus.org/ns', name: 'CSIP-AUS, an extension and never a root', readable: false },
  { uri: 'https://csipaus.org/ns/v1.3', name: 'CSIP-AUS 1.3, an extension and never a root', readable: false },
  { uri: 'http://www.w3.org/1999/xhtml', name: 'XHTML: a web page, not a resource', readable: false },
  { uri: 'http://www.w3.org/2005/Atom', name: 'Atom', readable: false },
  { uri: 'http://naesb.org/espi', name: 'NAESB ESPI (Green Button)', readable: false },
  { uri: '', name: 'no namespace', readable: false },
]);

/** The row of a namespace; `undefined` where none is known. */
export function knownNamespace(uri: string): KnownNamespace | undefined {
  for (let i = 0; i < KNOWN_NAMESPACES.length; i++) if (KNOWN_NAMESPACES[i]!.uri === uri) return KNOWN_NAMESPACES[i];
  return undefined;
}
