export { stageCommands } from "./commands.fixture.ts";
export { type FakeAgent, silentAgent } from "./run/agent-runs.fake.ts";
