/** A scenario's load controls beside what they are in an EndDeviceControl (IEEE 2030.5-2018). */

import { type LoadControlFields } from '../../tools/sim/scenario/controls.js';
import { type DrlcControls } from '../../tools/sim/scenario/types.js';

export const controlsTestCases: readonly { drlc: DrlcControls; fields: LoadControlFields }[] = [
  { drlc: {}, fields: {} },
  { drlc: { coolingSetpointC: 25.5 }, fields: { SetPoint: { coolingSetpoint: 2550 } } },
  {
    drlc: { coolingOffsetK: 2.5, loadReductionPercent: 60 },
    fields: { Offset: { coolingOffset: 25, loadAdjustmentPercentageOffset: 6000 } },
  },
  { drlc: { dutyCyclePercent: 0 }, fields: { DutyCycle: { normalValue: 0 } } },
  { drlc: { targetReductionW: 1500 }, fields: { TargetReduction: { type: 2, value: 1500 } } },
  { drlc: { applianceReduction: 'temporary' }, fields: { ApplianceLoadReduction: { type: 1 } } },
];
