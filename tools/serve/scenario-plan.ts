/** The part of a scenario that is a server's: its programmes at once, its events when they are to be published. */

import { type EventSpec } from '../../stack/functions/event-spec.js';
import { type Program } from '../../stack/functions/program-server.js';
import { type UtilityServer } from '../../stack/server/utility-server.js';
import { eventSpec, offerProgram } from '../sim/scenario/offer.js';
import { type EventPlan, type ProgramPlan, type ServerSpec } from '../sim/scenario/types.js';

/** Something to do at a time of the server's clock, seconds. */
interface Step {
  readonly atS: number;
  readonly run: (nowS: number) => void;
}

/**
 * Plays one server's programmes. {@link advance} does what is due; what lies before the first call is done by it, so that
 * a scenario may begin in the middle.
 */
export class ScenarioPlan {
  private readonly server: UtilityServer;
  private readonly shiftS: number;
  private readonly steps: Step[] = [];

  /**
   * Offers the programmes and assigns them; devices that are not registered are left out.
   *
   * @param lfdis by the scenario's names of devices.
   * @param shiftS what is added to each time of the scenario to make it one of the server's clock, seconds.
   * @param onPublished called with the path of each event that is on the server from now on.
   */
  constructor(
    server: UtilityServer,
    spec: ServerSpec,
    lfdis: ReadonlyMap<string, string>,
    shiftS: number,
    private readonly onPublished: (path: string, spec: EventSpec) => void = () => undefined,
  ) {
    this.server = server;
    this.shiftS = shiftS;
    const assigned = new Map<string, Program[]>();
    for (const plan of spec.programs) {
      const program = this.offer(plan);
      for (const name of plan.devices) {
        const lfdi = lfdis.get(name);
        if (lfdi === undefined || server.endDevicePath(lfdi) === undefined) continue;
        assigned.set(lfdi, [...(assigned.get(lfdi) ?? []), program]);
      }
    }
    for (const [lfdi, programs] of assigned) server.assign(lfdi, { description: spec.name.slice(0, 32), programs });
    this.steps.sort((a, b) => a.atS - b.atS);
  }

  /** When {@link advance} has something to do next; `undefined` where everything is done. */
  nextS(): number | undefined {
    return this.steps[0]?.atS;
  }

  /** Publishes and cancels what is due. */
  advance(nowS: number): void {
    while (this.steps.length > 0 && this.steps[0]!.atS <= nowS) this.steps.shift()!.run(nowS);
  }

  private offer(plan: ProgramPlan): Program {
    const program = offerProgram(this.server, plan);
    for (const event of plan.events) this.schedule(program, event);
    return program;
  }

  private schedule(program: Program, plan: EventPlan): void {
    const spec = eventSpec(plan, this.shiftS);
    let path: string | undefined;
    this.steps.push({
      atS: plan.publishS + this.shiftS,
      run: (nowS) => {
        // The host may have slept through an event.
        if (nowS >= spec.startS + spec.durationS) return;
        path = this.server.addEvent(program, spec);
        this.onPublished(path, spec);
      },
    });
    if (plan.cancelS === undefined) return;
    this.steps.push({
      atS: plan.cancelS + this.shiftS,
      run: () => {
        if (path !== undefined) this.server.cancelEvent(path, { isRandomized: plan.cancelRandomized });
      },
    });
  }
}
