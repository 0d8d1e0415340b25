/** IEEE 2030.5-2018, ready to be asked. Made when the module loads: on a board, in flash. */

import { Schema } from '../schema.js';
import { TABLES_2018 } from './tables.gen.js';

export const SCHEMA_2018: Schema = Object.freeze(new Schema(TABLES_2018));
