import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeProtobuf } from "./decode-protobuf.ts";

function field(number: number, content: Buffer | string): Buffer {
	const bytes = Buffer.from(content);
	const length: number[] = [];
	let rest = bytes.length;
	do {
		length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
		rest >>= 7;
	} while (rest > 0);
	return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

function varint(number: number, value: number): Buffer {
	return Buffer.from([number << 3, value]);
}

function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
	const typeMeta = Buffer.concat([field(1, apiVersion), field(2, kind)]);
	return Buffer.concat([
		Buffer.from("k8s\0"),
		field(1, typeMeta),
		field(2, raw),
		field(3, ""),
		field(4, ""),
	]);
}

test("names, maps, times and bytes come through", () => {
	const time = Buffer.from([0x08, 0x80, 0x88, 0xc6, 0xc8, 0x06]);
	const metadata = Buffer.concat([
		field(1, "a"),
		field(2, ""),
		field(8, time),
		field(11, Buffer.concat([field(1, "app"), field(2, "web")])),
	]);
	const raw = Buffer.concat([
		field(1, metadata),
		field(2, Buffer.concat([field(1, "k"), field(2, "v")])),
		field(2, field(1, "empty")),
		field(3, Buffer.concat([field(1, "b"), field(2, Buffer.from([1, 2]))])),
		varint(4, 1),
	]);
	assert.deepEqual(decodeProtobuf(envelope("v1", "ConfigMap", raw)), {
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: {
			name: "a",
			creationTimestamp: new Date(1_762_755_584_000)
				.toISOString()
				.replace(".000", ""),
			labels: { app: "web" },
		},
		data: { k: "v", empty: "" },
		binaryData: { b: "AQI=" },
		immutable: true,
	});
});

test("an unknown kind and a missing prefix are refused", () => {
	assert.throws(() => decodeProtobuf(Buffer.from("{}")), /expected prefix/);
	assert.throws(
		() => decodeProtobuf(envelope("nope/v1", "Thing", Buffer.alloc(0))),
		/no kind "Thing" is registered/,
	);
});

test("garbage is refused or read, but never hangs or takes anything down", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			try {
				decodeProtobuf(envelope("v1", "Pod", Buffer.from(bytes)));
			} catch (error) {
				assert.ok(error instanceof Error);
			}
		}),
	);
});
