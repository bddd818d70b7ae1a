/** Takes one of each workspace in turn, in the order in which they come: one with many does not hold up another with few. */
export const shareOut = <Item extends { workspaceId: string }>(items: readonly Item[]): Item[] => {
  const queues = new Map<string, Item[]>();
  for (const item of items) {
    const queue = queues.get(item.workspaceId);
    if (queue) queue.push(item);
    else queues.set(item.workspaceId, [item]);
  }
  const turns = Math.max(0, ...[...queues.values()].map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) =>
    [...queues.values()].flatMap((queue) => queue.slice(turn, turn + 1)),
  ).flat();
};
