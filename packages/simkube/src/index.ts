export type { Simkube } from "./server/simkube.ts";
export { startSimkube } from "./server/start-simkube.ts";
