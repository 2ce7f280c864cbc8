/** Trouble that the simulation made itself; any other error is a find. */
export class StagedFault extends Error {
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

export const diskFull = () => new StagedFault('no space left on the device', '53100');
export const diskFailed = () => new StagedFault('the disk failed');
export const answerLost = () => new StagedFault('the connection to the database was lost');
export const numberTaken = () => new StagedFault('duplicate key', '23505');
export const workerEnded = () => new StagedFault('the worker ended');
export const ownFault = () => new StagedFault('a fault of the room itself');
