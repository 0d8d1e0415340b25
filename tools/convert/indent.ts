/** Lines and indentation for XML that our writer made, for people. Values are left as they are. */

/** `xml`: as written by `writeXml`: no comments, no white space between elements. */
export function indentXml(xml: string): string {
  const lines: string[] = [];
  let depth = 0;
  // A leaf with its text, an opening tag, a closing tag or an empty element; ">" may stand in an attribute only escaped.
  for (const [tag] of xml.matchAll(/<([\w.-]+)[^<>]*>[^<]*<\/\1>|<[^<>]*>/g)) {
    const closes = tag.startsWith('</');
    if (closes) depth--;
    lines.push('  '.repeat(depth) + tag);
    if (!closes && !tag.endsWith('/>') && !tag.includes('</')) depth++;
  }
  return `${lines.join('\n')}\n`;
}
