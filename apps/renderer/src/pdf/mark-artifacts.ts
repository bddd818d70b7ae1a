/** What runs at the foot of each page. */
const pagination = '/Artifact <</Type /Pagination>> BDC\n';
/** Lines, bars and colours without a meaning of their own. */
const layout = '/Artifact BMC\n';
const end = 'EMC\n';

/**
 * Marks what Chromium leaves unmarked in a page's content, which ISO 14289-1, 7.1 forbids: text that belongs to no element is
 * the running foot (margin boxes of CSS), and anything else is drawn for the eye. Chromium writes one operator a line.
 */
export const markArtifacts = (content: string): string => {
  const parts: string[] = [];
  let copiedTo = 0;
  const insertAt = (position: number, text: string): void => {
    parts.push(content.slice(copiedTo, position), text);
    copiedTo = position;
  };
  /** Marked sequences of Chromium's that are open. */
  let depth = 0;
  let open: 'layout' | 'pagination' | undefined;
  for (let start = 0, next; start < content.length; start = next) {
    const lineEnd = content.indexOf('\n', start);
    next = lineEnd < 0 ? content.length : lineEnd + 1;
    // Nine lines of ten end in an operator that changes nothing here.
    if (!'CTemo'.includes(content[next - 2] ?? '')) continue;
    const line = content.slice(start, lineEnd < 0 ? next : lineEnd);
    const operator = line.slice(line.lastIndexOf(' ') + 1);
    if (operator === 'EMC') {
      depth -= 1;
      continue;
    }
    const marks = operator.endsWith('BDC') || operator === 'BMC';
    if (depth === 0 && open !== 'pagination') {
      if (marks) {
        if (open) insertAt(start, end);
        open = undefined;
      } else if (operator === 'BT') {
        insertAt(start, `${open ? end : ''}${pagination}`);
        open = 'pagination';
      } else if (!open && (operator === 're' || operator === 'm' || operator === 'Do')) {
        // A path that only clips is not drawn.
        if (operator !== 're' || content[next] !== 'W') {
          insertAt(start, layout);
          open = 'layout';
        }
      }
    } else if (open === 'pagination' && operator === 'ET') {
      insertAt(next, end);
      open = undefined;
    }
    if (marks) depth += 1;
  }
  if (open) insertAt(content.length, `\n${end}`);
  return parts.join('') + content.slice(copiedTo);
};
