import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { createApiClient } from "./api-client.ts";
import { strangerListeningAt } from "./listening-user.ts";

const stranger = 65_534;
const asRoot = {
	skip: process.getuid?.() !== 0 && "only root can listen as another user",
};

/** Listens as that user: a socket belongs to whom the process was when it was made. */
async function listen(
	t: TestContext,
	host: string,
	uid = process.getuid?.() ?? 0,
): Promise<number> {
	const server = createServer();
	const before = process.geteuid?.() ?? 0;
	process.seteuid?.(uid);
	server.listen(0, host);
	await once(server, "listening");
	process.seteuid?.(before);
	t.after(() => server.close());
	const address = server.address();
	assert.ok(address !== null && typeof address === "object");
	return address.port;
}

test("one's own listener is no stranger, and neither is nobody", async (t) => {
	const port = await listen(t, "127.0.0.1");
	assert.equal(strangerListeningAt(port), undefined);
	const server = createServer();
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port: left } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	assert.equal(strangerListeningAt(left), undefined);
});

for (const host of ["127.0.0.1", "127.1.2.3", "0.0.0.0", "::1", "::"])
	test(
		`nothing is sent to another user who listens at ${host}`,
		asRoot,
		async (t) => {
			const port = await listen(t, host, stranger);
			assert.equal(strangerListeningAt(port), stranger);
			const url = `http://${host === "::1" ? "[::1]" : "127.0.0.1"}:${port}`;
			assert.throws(
				() => createApiClient({ url, token: "qdt_secret" }),
				/Another user .*uid 65534.*Nothing was sent.*--insecure/s,
			);
			createApiClient({ url, token: "qdt_secret", insecure: true });
		},
	);
