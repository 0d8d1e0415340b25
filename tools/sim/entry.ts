/** `sep2-micro/sim`: scenarios, the home in motion, and what a simulated day leaves behind. */

export { DEVICE_KINDS, LOAD_SHAPES } from './scenario/read-devices.js';
export { deviceCategory, derControlBase, describeControls, loadControlFields } from './scenario/controls.js';
export { CurveRecorder, recordBaseline } from './curve-recorder.js';
export { Household, MODEL_STEP_S, SimulatedDevice } from './household.js';
export { listScenarios, loadScenario, parseScenario } from './scenario/load.js';
export { ProtocolRecorder } from './protocol-recorder.js';
export { writeReport } from './report/page.js';
export { runScenario, type RunOptions } from './run.js';
export { ScenarioError } from './scenario/strict-node.js';
export { summarise } from './summary.js';
export { formatSummary } from './terminal/format-summary.js';
export { formatTimeline } from './terminal/format-timeline.js';
export { Progress } from './terminal/progress.js';
export { painterFor } from './terminal/style.js';
export type { DayCurves, EventRun, OctetCounts, Outcome, SimulationResult, TimelineEntry } from './result.js';
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
