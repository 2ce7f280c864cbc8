import { listDeadLetters, listEvents, redrive, replay } from '../kernel/events/administration.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote, withDatabase } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import { CommandFailure, UsageError } from './outcome.ts';

const SHOWN = 50;

export const events: Command = {
  usage: 'events list | dead | redrive [CONSUMER] | replay CONSUMER',
  describes: 'Show the newest events or the parked ones; try parked ones again; let a consumer handle all again.',
  options: { ...COMMON_OPTIONS, ...DATA_OPTIONS },
  words: [1, 2],
  async run(given, terminal) {
    const [action, consumer] = given.words;
    const { config } = await commandConfig(given);
    refuseRemote(config, 'events');
    const show = <Line>(lines: readonly Line[], nothing: string, text: (line: Line) => string) => {
      if (given.flag('json')) terminal.out(JSON.stringify(lines));
      else terminal.out(lines.length === 0 ? nothing : lines.map(text).join('\n'));
    };
    switch (action) {
      case 'list':
        show(
          await withDatabase(config, (database) => listEvents(database, SHOWN)),
          'There are no events.',
          (event) =>
            `${event.position.padStart(8)}  ${event.createdAt.toISOString()}  ${event.type.padEnd(34)}  ${event.aggregateId}`,
        );
        return 0;
      case 'dead':
        show(
          await withDatabase(config, listDeadLetters),
          'No event is parked.',
          (letter) =>
            `${letter.position.padStart(8)}  ${letter.consumer}  ${letter.type}  ${letter.attempts} tries  ${letter.error}`,
        );
        return 0;
      case 'redrive': {
        const count = await withDatabase(config, (database) => redrive(database, consumer));
        terminal.out(
          given.flag('json') ? JSON.stringify({ count }) : `${count} parked events will be tried again by the server.`,
        );
        return 0;
      }
      case 'replay': {
        if (consumer === undefined) throw new UsageError('Name the consumer: materi events replay CONSUMER');
        const known = await withDatabase(config, (database) => replay(database, consumer));
        if (!known) throw new CommandFailure(`There is no consumer called ${consumer}.`);
        terminal.out(given.flag('json') ? JSON.stringify({ consumer }) : `${consumer} will handle all events again.`);
        return 0;
      }
      default:
        throw new UsageError(`Unknown action ${action}. Usage: materi ${events.usage}`);
    }
  },
};
