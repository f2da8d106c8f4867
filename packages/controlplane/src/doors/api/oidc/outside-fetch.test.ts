import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { describe, test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createSelfSignedCertificate } from "@quarterdeck/runtime";
import { readOutboundProxy } from "./outbound-proxy.ts";
import { createOutsideFetch } from "./outside-fetch.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

const host = "login.quarterdeck.example";

/** A provider that can be reached through a proxy only, and that proxy. */
async function stage(t: Ending) {
	const { certificatePem, privateKeyPem } = createSelfSignedCertificate({
		commonName: host,
		hosts: [host],
	});
	const trusted = getCACertificates("default");
	setDefaultCACertificates([...trusted, certificatePem]);
	t.after(() => setDefaultCACertificates(trusted));
	const provider = createHttpsServer(
		{ cert: certificatePem, key: privateKeyPem },
		async (request, response) => {
			const body = Buffer.concat(await request.toArray()).toString();
			const { method, url, headers } = request;
			if (url === "/endless") response.end("x".repeat(2_000_000));
			else if (url === "/elsewhere")
				response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
			else if (url === "/empty") response.writeHead(204).end();
			else if (url?.startsWith("/status/"))
				response.socket?.end(
					`HTTP/1.1 ${url.slice(8)} Odd\r\nContent-Length: 2\r\n\r\nhi`,
				);
			else
				response
					.setHeader("set-cookie", ["a=1", "b=2"])
					.end(JSON.stringify({ method, url, body, host: headers.host }));
		},
	);
	const tunnels: string[] = [];
	const proxy = createHttpServer().on("connect", (request, client, head) => {
		tunnels.push(`${request.url} ${request.headers["proxy-authorization"]}`);
		const { port } = provider.address() as AddressInfo;
		const upstream = connect(port, "127.0.0.1", () => {
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			upstream.write(head);
			upstream.pipe(client).pipe(upstream);
		});
		for (const socket of [client, upstream])
			socket.on("error", () => socket.destroy());
	});
	for (const server of [provider, proxy]) {
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		t.after(() => void server.close());
	}
	const { port } = proxy.address() as AddressInfo;
	return { tunnels, proxyUrl: `http://ana:secret@127.0.0.1:${port}` };
}

describe("what lies outside is reached through the proxy of the environment:", () => {
	test("in a tunnel, with its method, body and headers", async (t) => {
		const { tunnels, proxyUrl } = await stage(t);
		const fetch = createOutsideFetch(
			readOutboundProxy({ HTTPS_PROXY: proxyUrl }),
		);
		const response = await fetch(`https://${host}/token?x=1`, {
			method: "POST",
			body: new URLSearchParams({ code: "c" }),
		});
		assert.equal(response.status, 200);
		assert.deepEqual(await response.json(), {
			method: "POST",
			url: "/token?x=1",
			body: "code=c",
			host,
		});
		assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
		const credentials = Buffer.from("ana:secret").toString("base64");
		assert.deepEqual(tunnels, [`${host}:443 Basic ${credentials}`]);
	});

	test("with the bounds that every answer has", async (t) => {
		const { proxyUrl } = await stage(t);
		const fetch = createOutsideFetch(
			readOutboundProxy({ HTTPS_PROXY: proxyUrl }),
		);
		const endless = await fetch(`https://${host}/endless`, {});
		await assert.rejects(endless.text(), /over 1048576 bytes/);
		assert.equal((await fetch(`https://${host}/elsewhere`, {})).status, 302);
		const empty = await fetch(`https://${host}/empty`, {});
		assert.deepEqual([empty.status, await empty.text()], [204, ""]);
		const signal = AbortSignal.abort(new Error("enough"));
		await assert.rejects(fetch(`https://${host}/token`, { signal }));
	});

	test("and an answer that HTTP does not know fails this request and nothing else", async (t) => {
		const { proxyUrl } = await stage(t);
		const fetch = createOutsideFetch(
			readOutboundProxy({ HTTPS_PROXY: proxyUrl }),
		);
		for (const status of [600, 999])
			await assert.rejects(
				fetch(`https://${host}/status/${status}`, {}),
				RangeError,
			);
		await assert.rejects(fetch(`https://${host}/status/101`, {}));
		const reset = await fetch(`https://${host}/status/205`, {});
		assert.deepEqual([reset.status, await reset.text()], [205, ""]);
	});

	test("and loopback is reached without it", async (t) => {
		const { tunnels, proxyUrl } = await stage(t);
		const near = createHttpServer((_request, response) => {
			response.end("near");
		}).listen(0, "127.0.0.1");
		await once(near, "listening");
		t.after(() => void near.close());
		const fetch = createOutsideFetch(
			readOutboundProxy({ HTTPS_PROXY: proxyUrl }),
		);
		const { port } = near.address() as AddressInfo;
		const response = await fetch(`http://127.0.0.1:${port}`, {});
		assert.equal(await response.text(), "near");
		assert.deepEqual(tunnels, []);
	});
});
