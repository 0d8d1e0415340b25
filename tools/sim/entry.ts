/** `sep2-micro/sim`: scenarios, the home in motion, and what a simulated day leaves behind. */

export { DEVICE_KINDS, LOAD_SHAPES } from './scenario/read-devices.js';
export { deviceCategory, derControlBase, describeControls, loadControlFields } from './scenario/controls.js';
export { Household, MODEL_STEP_S, SimulatedDevice } from './household.js';
export { listScenarios, loadScenario, parseScenario } from './scenario/load.js';
export { ScenarioError } from './scenario/strict-node.js';
export type {
  DeviceKind,
  DeviceSpec,
  EventPlan,
  FaultSpec,
  LoadShape,
  ProgramPlan,
  Scenario,
  ServerSpec,
} from './scenario/types.js';
