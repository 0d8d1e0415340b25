/** Runs a program of the tool chain and says what it said where it failed. */
import { spawn } from 'node:child_process';

/** A tool ended with another status than 0, or could not be started. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Standard output of the tool. ToolError with its messages where it fails or is not installed. */
export function runTool(tool: string, words: readonly string[], options: { cwd?: string } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const messages: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => output.push(part));
    child.stderr.on('data', (part: Buffer) => messages.push(part));
    child.on('error', (error) => {
      reject(new ToolError(`${tool}: ${error.message}; run npm run setup`));
    });
    child.on('close', (status) => {
      const text = Buffer.concat(output).toString();
      if (status === 0) resolve(text);
      else
        reject(
          new ToolError(
            `${tool} ended with ${String(status)}\n${Buffer.concat(messages).toString()}${text.slice(-2000)}`,
          ),
        );
    });
  });
}
