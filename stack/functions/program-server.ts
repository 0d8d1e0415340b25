/**
 * Programs on a server: what demand response and DER have in common. A program is a group of devices, a list of events
 * with an active view of it, and a ResponseSet for what the devices answer.
 */

import { checkInteger, checkMRID, type EventSpec } from './event-spec.js';
import { type EventBook, type EventHome } from './event-server.js';
import { type ResourceKind } from './method-table.js';
import { audienceOfGroup } from './resource-tree.js';
import { type ResponseDesk } from './response-server.js';
import { makeMRID, putList, type ServerHost } from './server-host.js';

/** What tells one kind of program from another: kinds, path segments and link fields. */
export interface ProgramShape {
  readonly root: string;
  readonly listKind: ResourceKind;
  readonly kind: ResourceKind;
  readonly family: EventHome['family'];
  readonly eventListKind: ResourceKind;
  readonly eventSegment: string;
  readonly eventListLink: string;
  readonly activeListKind: ResourceKind;
  readonly activeSegment: string;
  readonly activeListLink: string;
  /** What the schema requires of an event and an operator seldom says. */
  readonly eventDefaults: object;
  /** Makes what else is below a program and returns its link fields. */
  furnish?(host: ServerHost, path: string, audience: string): object;
}

/** A program to offer. */
export interface ProgramSpec {
  /** 32 upper-case hexadecimal digits; made at random where absent. */
  readonly mRID?: string;
  /** At most 32 characters. */
  readonly description?: string;
  /** 0–255, lower wins; 0 in-home energy management, 1 contracted and 2 non-contracted service provider. */
  readonly primacy: number;
}

/** A program that is offered. */
export interface Program {
  readonly path: string;
  readonly mRID: string;
  readonly shape: ProgramShape;
  readonly home: EventHome;
}

export class ProgramBook {
  private readonly host: ServerHost;
  private readonly events: EventBook;
  private readonly desk: ResponseDesk;
  private readonly programs = new Map<string, Program>();

  constructor(host: ServerHost, events: EventBook, desk: ResponseDesk) {
    this.host = host;
    this.events = events;
    this.desk = desk;
  }

  /**
   * Offers a program, without members and events.
   *
   * @throws RangeError where the schema could not carry it.
   */
  add(shape: ProgramShape, spec: ProgramSpec): Program {
    checkInteger('primacy', spec.primacy, 0, 255);
    if (spec.mRID !== undefined) checkMRID(spec.mRID);
    const { tree } = this.host;
    const path = shape.root + '/' + tree.nextId(shape.root);
    const audience = audienceOfGroup(path);
    const mRID = spec.mRID ?? makeMRID(this.host);
    const listPath = path + '/' + shape.eventSegment;
    const activePath = path + '/' + shape.activeSegment;
    const replyTo = this.desk.open(mRID, spec.description, audience);
    tree.put(path, shape.kind, audience, {});
    putList(this.host, listPath, shape.eventListKind, audience);
    putList(this.host, activePath, shape.activeListKind, audience);
    const fields: Record<string, unknown> = {
      href: path,
      mRID,
      version: 0,
      primacy: spec.primacy,
      [shape.eventListLink]: { href: listPath },
      [shape.activeListLink]: { href: activePath },
      ...shape.furnish?.(this.host, path, audience),
    };
    if (spec.description !== undefined) fields['description'] = spec.description;
    this.host.check(shape.kind, fields);
    tree.put(path, shape.kind, audience, fields);
    tree.place(shape.root, path);
    const { family, eventDefaults } = shape;
    const home = { family, eventDefaults, listPath, activePath, audience, group: path, primacy: spec.primacy, replyTo };
    const program = { path, mRID, shape, home };
    this.programs.set(path, program);
    return program;
  }

  /** The program at a path. @throws RangeError where there is none. */
  at(path: string): Program {
    const program = this.programs.get(path);
    if (program === undefined) throw new RangeError('program: expected the path of one, got ' + path);
    return program;
  }

  /** Withdraws a program with its events; devices leave its group before. */
  remove(program: Program): void {
    this.at(program.path);
    this.programs.delete(program.path);
    this.events.removeOf(program.home.listPath);
    this.host.tree.remove(program.path);
    this.desk.close(program.home.replyTo);
  }

  /** Publishes an event of a program and returns its path. @throws RangeError. */
  addEvent(path: string, spec: EventSpec, nowS: number): string {
    return this.events.add(this.at(path).home, spec, nowS);
  }
}
