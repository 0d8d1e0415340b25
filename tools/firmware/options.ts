/** What an image is made for, and where it goes. */

import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { type BoardTarget } from './board.js';

/** Where P-256, SHA-256 and AES come from: C, or JavaScript on the engine. */
export type CryptoChoice = 'native' | 'noble';
export const CRYPTO_CHOICES: readonly CryptoChoice[] = Object.freeze(['native', 'noble']);
export const TARGETS: readonly BoardTarget[] = Object.freeze(['real', 'emulator']);

/** One image. */
export interface ImageChoice {
  /** Folder of `boards/`. */
  readonly board: string;
  /** File of `manifests/` without its ending, or the path of a manifest elsewhere, which ends in `.json`. */
  readonly app: string;
  readonly crypto: CryptoChoice;
  readonly target: BoardTarget;
  /** Without the XML codec; with JavaScript crypto an image is so anyway, there is no room for both. Default: no. */
  readonly exiOnly?: boolean;
}

/** A choice that names nothing. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/** `netduinoplus2-thermostat-emulator`; the reference crypto and `exi` are named, the native crypto and both codecs are not. */
export function imageName({ board, app, crypto, target, exiOnly }: ImageChoice): string {
  const choices = [...(crypto === 'native' ? [] : [crypto]), ...(exiOnly === true ? ['exi'] : [])];
  const parts = [board, basename(app, '.json'), ...choices, target];
  return parts.join('-');
}

/** Folder of an image's files in the project at `root`. */
export function imageFolder(root: string, choice: ImageChoice): string {
  return join(root, 'build/firmware', imageName(choice));
}

/**
 * The manifest of an app.
 * @throws ChoiceError naming the apps that there are
 */
export function appManifest(root: string, app: string): string {
  if (app.endsWith('.json')) return resolve(app);
  const file = join(root, 'manifests', `${app}.json`);
  if (existsSync(file) && existsSync(join(root, 'firmware', app))) return file;
  throw new ChoiceError(`there is no app ${app}; there are ${appNames(root).join(', ')}`);
}

/** Apps of the project: each has a folder in `firmware/` and a manifest of its name. None where there is no checkout. */
export function appNames(root: string): string[] {
  if (!existsSync(join(root, 'manifests'))) return [];
  return readdirSync(join(root, 'manifests'))
    .filter((name) => name.endsWith('.json') && existsSync(join(root, 'firmware', basename(name, '.json'))))
    .map((name) => basename(name, '.json'))
    .sort();
}
