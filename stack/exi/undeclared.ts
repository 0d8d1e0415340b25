/**
 * The productions that every state of a schema-informed grammar has besides the declared ones, with codes of a second
 * level (EXI 1.0 §8.5.4.4.1), under default options: nothing preserved, no self-contained elements.
 */

/** EE, where the state does not declare it. */
export const END = 0;
/** AT(xsi:type), before anything else of an element. */
export const TYPE = 1;
/** AT(xsi:nil), likewise. */
export const NIL = 2;
/** AT(*), before the content. */
export const NEW_ATTRIBUTE = 3;
/** A declared attribute, or any, with a value as text; a third level says which. */
export const UNTYPED_ATTRIBUTE = 4;
/** SE(*). */
export const NEW_ELEMENT = 5;
/** CH as text. */
export const UNTYPED_TEXT = 6;

/**
 * How many there are.
 *
 * @param declaresEnd whether the state declares EE
 * @param phase 0 at the start of an element, 1 after an attribute, 2 in the content
 * @param beforeContent whether attributes may still come
 */
export function undeclaredCount(declaresEnd: boolean, phase: number, beforeContent: boolean): number {
  return 2 + (declaresEnd ? 0 : 1) + (phase === 0 ? 2 : 0) + (phase < 2 && beforeContent ? 2 : 0);
}

/** Which one a code below {@link undeclaredCount} stands for. */
export function selectUndeclared(code: number, declaresEnd: boolean, phase: number, beforeContent: boolean): number {
  let event = code + (declaresEnd ? 1 : 0);
  if (event > END && phase !== 0) event += 2;
  if (event > NIL && !(phase < 2 && beforeContent)) event += 2;
  return event;
}
