/** Words on the command line that were not understood. */
export class WrongUse extends Error {}
