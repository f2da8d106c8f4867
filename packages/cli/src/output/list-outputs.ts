/** The formats that one thing with many facts can be printed in. */
export const thingOutputs = ["text", "json", "yaml"] as const;
export type ThingOutput = (typeof thingOutputs)[number];

/** The formats that every list can be printed in. */
export const listOutputs = ["text", "wide", "json", "yaml"] as const;
export type ListOutput = (typeof listOutputs)[number];
