export { type FakeAgent, silentAgent } from "./agent-runs.fake.ts";
export { createFakeCommands, fakeConfiguration } from "./commands.fixture.ts";
