import { readFileSync } from 'node:fs';
import test from 'ava';
import { ANY_ATTRIBUTE, eventCode, slotDistance } from '../../../stack/exi/wildcards.js';
import { KIND_COMPLEX, Schema } from '../../../stack/model/schema.js';
import { layOut } from '../../../tools/generate/layout.js';
import { readNotation } from '../../../tools/generate/notation.js';
import { projectPath } from '../../../tools/support/project-root.js';

const schema = new Schema(layOut(readNotation(readFileSync(projectPath('test/vectors/schema-2023.sep2'), 'utf8'))));
const { slots, productions } = schema.tables;

test('with wildcards a state has AT, AT(*), SE, SE(*), EE in this order (EXI 1.0 §8.5.4.3)', (t) => {
  const type = schema.typeNamed('Resource');
  const first = schema.firstSlot(type);
  const content = first + 1;
  const end = content + schema.elementCount(type);
  const count = productions[first]!;
  const distances = [0, 1, 2, 3, 4, 5].map((code) => slotDistance(code, slots, first, content, end, count, true));
  // @href, AT(*), Resource_r2_3, SE(*), EE, and the escape to what the schema does not foresee.
  t.deepEqual(distances, [0, ANY_ATTRIBUTE, 1, 2, 3, 4]);
});

test('in every state of the edition of 2023, event code and slot tell each other', (t) => {
  for (let type = 0; type < schema.typeCount; type++) {
    if (schema.kindOf(type) !== KIND_COMPLEX) continue;
    const content = schema.firstSlot(type) + schema.attributeCount(type);
    const end = content + schema.elementCount(type);
    for (let slot = schema.firstSlot(type); slot < end; slot++) {
      const count = productions[slot]!;
      for (const open of slot <= content ? [false, true] : [false]) {
        const seen = new Set<number>();
        for (let code = 0; code < count + (open ? 1 : 0); code++) {
          const distance = slotDistance(code, slots, slot, content, end, count, open);
          seen.add(distance);
          const isWildcard = distance === ANY_ATTRIBUTE || schema.slotName(slot + distance) === '*';
          if (!isWildcard) t.is(eventCode(distance, slots, slot, content, end, count, open), code);
        }
        t.is(seen.size, count + (open ? 1 : 0));
      }
    }
  }
});
