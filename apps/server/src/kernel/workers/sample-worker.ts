import { AppError } from '../errors.ts';
import { answerTasks } from './answer-tasks.ts';

/** A worker for the tests of `task-worker.ts`. */
export const sampleTasks = {
  double: (value: number) => value * 2,
  refuse: (why: string) => {
    throw new AppError('sample.refused', 409, why);
  },
  spin: () => {
    for (;;);
  },
  die: (code: number) => process.exit(code),
};

answerTasks(sampleTasks);
