import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { test } from "node:test";
import { startSimkube } from "./start-simkube.ts";

interface RecordedAnswer {
	readonly method: string;
	readonly path: string;
	readonly body: string;
	readonly code: number;
	readonly contentType: string;
	readonly answer: string;
}

const file = new URL("../../testdata/status-errors.txt", import.meta.url);
const recorded: RecordedAnswer[] = readFileSync(file, "utf8")
	.replaceAll("\r", "")
	.split(/^### /m)
	.slice(1)
	.map(readRecord);

function readRecord(text: string): RecordedAnswer {
	const [head = "", ...lines] = text.split("\n");
	const [method = "", path = "", ...body] = head.split(" ");
	const end = lines.indexOf("");
	const headers = lines.slice(0, end);
	const type = headers.find((line) => line.startsWith("Content-Type"));
	return {
		method,
		path,
		body: body.join(" "),
		code: Number(headers[0]?.split(" ")[1]),
		contentType: type?.split(": ")[1] ?? "",
		answer: lines
			.slice(end + 1)
			.join("\n")
			.trim(),
	};
}

test("wrong requests get the real server's status, headers and words", async (t) => {
	await using simkube = await startSimkube({ workload: "pending" });
	for (const name of ["shop"]) {
		simkube.objects.apply({
			apiVersion: "v1",
			kind: "Namespace",
			metadata: { name },
		});
	}
	simkube.objects.apply({
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: { name: "settings", namespace: "shop" },
	});
	for (const one of recorded.filter((each) => each.code !== 200)) {
		await t.test(`${one.method} ${one.path} ${one.body}`, async () => {
			const heard = await send(simkube, one);
			assert.equal(heard.code, one.code);
			assert.equal(heard.contentType, one.contentType);
			assert.equal(heard.text.trim(), one.answer);
		});
	}
});

function send(
	simkube: { url: string; caCertificatePem: string; adminToken: string },
	one: RecordedAnswer,
): Promise<{ code: number; contentType: string; text: string }> {
	return new Promise((resolve, reject) => {
		const call = request(
			new URL(simkube.url + one.path),
			{
				method: one.method,
				ca: simkube.caCertificatePem,
				agent: false,
				headers: {
					authorization: `Bearer ${simkube.adminToken}`,
					"user-agent": "curl/8.0",
					...(one.body === "" ? {} : { "content-type": "application/json" }),
				},
			},
			(response) => {
				let text = "";
				response.setEncoding("utf8");
				response.on("data", (part) => {
					text += part;
				});
				response.once("end", () =>
					resolve({
						code: response.statusCode ?? 0,
						contentType: response.headers["content-type"] ?? "",
						text,
					}),
				);
			},
		);
		call.once("error", reject);
		call.end(one.body);
	});
}
