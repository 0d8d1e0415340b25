/** Object identifiers of X.509 (RFC 5280, RFC 5480, RFC 4108) and of IEEE 2030.5, in dotted form. */

export const OID = Object.freeze({
  ecPublicKey: '1.2.840.10045.2.1',
  curveP256: '1.2.840.10045.3.1.7',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',

  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',

  anyPolicy: '2.5.29.32.0',
  anyExtendedKeyUsage: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',

  /** id-on-hardwareModuleName (RFC 4108 §5). */
  hardwareModuleName: '1.3.6.1.5.5.7.8.4',

  /** Device types of IEEE 2030.5-2018 §6.11: hwType of a hardwareModuleName. */
  deviceGeneric: '1.3.6.1.4.1.40732.1.1',
  deviceMobile: '1.3.6.1.4.1.40732.1.2',
  devicePostManufacture: '1.3.6.1.4.1.40732.1.3',
  /** Certificate policies of IEEE 2030.5-2018 §6.11. */
  policyTest: '1.3.6.1.4.1.40732.2.1',
  policySelfSigned: '1.3.6.1.4.1.40732.2.2',
  policyServiceProvider: '1.3.6.1.4.1.40732.2.3',
  policyBulkIssued: '1.3.6.1.4.1.40732.2.4',

  countryName: '2.5.4.6',
  organizationName: '2.5.4.10',
  organizationalUnitName: '2.5.4.11',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
});

const READABLE: Readonly<Record<string, string>> = Object.freeze({
  [OID.anyPolicy]: 'any policy',
  [OID.anyExtendedKeyUsage]: 'any purpose',
  [OID.serverAuth]: 'TLS server',
  [OID.clientAuth]: 'TLS client',
  [OID.deviceGeneric]: 'IEEE 2030.5 device',
  [OID.deviceMobile]: 'IEEE 2030.5 mobile device',
  [OID.devicePostManufacture]: 'IEEE 2030.5 device certified after manufacture',
  [OID.policyTest]: 'IEEE 2030.5 test',
  [OID.policySelfSigned]: 'IEEE 2030.5 self-signed',
  [OID.policyServiceProvider]: 'IEEE 2030.5 service provider',
  [OID.policyBulkIssued]: 'IEEE 2030.5 bulk-issued',
  [OID.subjectKeyIdentifier]: 'subjectKeyIdentifier',
  [OID.keyUsage]: 'keyUsage',
  [OID.subjectAltName]: 'subjectAltName',
  [OID.basicConstraints]: 'basicConstraints',
  [OID.nameConstraints]: 'nameConstraints',
  [OID.certificatePolicies]: 'certificatePolicies',
  [OID.policyMappings]: 'policyMappings',
  [OID.authorityKeyIdentifier]: 'authorityKeyIdentifier',
  [OID.extendedKeyUsage]: 'extKeyUsage',
});

/** The name of an identifier, or its dotted form where none is known. */
export function nameOid(oid: string): string {
  return READABLE[oid] ?? oid;
}
