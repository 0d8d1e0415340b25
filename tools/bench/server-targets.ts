/** What the server benchmark asks for. */

import { EXI_CONTENT_TYPE, XML_CONTENT_TYPE } from '../../stack/http/negotiation.js';

export interface BenchTarget {
  readonly name: string;
  readonly target: string;
  readonly accept: string;
}

/** The door, a page of ten controls, and Time, which is made anew for each request. */
export const BENCH_TARGETS: readonly BenchTarget[] = [
  { name: '/dcap, XML', target: '/dcap', accept: XML_CONTENT_TYPE },
  { name: '/dcap, EXI', target: '/dcap', accept: EXI_CONTENT_TYPE },
  { name: '10 DERControls, XML', target: '/derp/1/derc?l=10', accept: XML_CONTENT_TYPE },
  { name: '10 DERControls, EXI', target: '/derp/1/derc?l=10', accept: EXI_CONTENT_TYPE },
  { name: '/tm, EXI', target: '/tm', accept: EXI_CONTENT_TYPE },
];
