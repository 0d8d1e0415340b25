/** What runs a suite of cases on whatever engine it is on, and writes results down the same way everywhere: in ASCII. */

/** A case that did not give its result: what it threw is its result. */
const threw = (error) => 'threw ' + show(error) + (error instanceof Error ? ': ' + error.message : '');

/** Text in quotes; what is not printable ASCII as `\u{…}` per code point, a lone surrogate as itself. */
function quoted(text) {
  let out = "'";
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i);
    if (code > 0xffff) i++;
    if (code >= 32 && code < 127 && code !== 39 && code !== 92) out += String.fromCharCode(code);
    else out += '\\u{' + code.toString(16) + '}';
  }
  return out + "'";
}

function items(list, depth) {
  const parts = [];
  for (let i = 0; i < list.length; i++) parts.push(i in list ? show(list[i], depth + 1) : '-');
  return '[' + parts.join(', ') + ']';
}

function entries(object, depth) {
  const parts = Object.keys(object).map((key) => key + ': ' + show(object[key], depth + 1));
  return '{' + parts.join(', ') + '}';
}

/** The text of a value. Errors give their names alone: messages are each engine's own. */
export function show(value, depth = 0) {
  if (depth > 6) return '...';
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return value.toString() + 'n';
    case 'symbol':
      return 'Symbol(' + (value.description ?? '') + ')';
    case 'function':
      return 'function';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return items(value, depth);
      if (value instanceof Error) return value.name;
      if (ArrayBuffer.isView(value) && !(value instanceof DataView))
        return '<' + Array.from(value, String).join(' ') + '>';
      return entries(value, depth);
    default:
      return String(value);
  }
}

/** The name of what `work` throws; its result where it throws nothing. */
export function thrown(work) {
  try {
    return ['no throw', work()];
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

function finish(name, value, report) {
  report(name, show(value));
}

/** Runs cases one after the other, those that give a promise too, then calls `done`. */
export function runCases(prefix, cases, report, done) {
  let at = 0;
  const next = () => {
    while (at < cases.length) {
      const { name, run } = cases[at++];
      let value;
      try {
        value = run();
      } catch (error) {
        report(prefix + name, threw(error));
        continue;
      }
      if (value instanceof Promise) {
        value.then(
          (result) => {
            finish(prefix + name, result, report);
            next();
          },
          (error) => {
            report(prefix + name, threw(error));
            next();
          },
        );
        return;
      }
      finish(prefix + name, value, report);
    }
    done();
  };
  next();
}
