import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LineEditor } from "./edit-lines.ts";
import { hideDiscoveryLog } from "./hide-discovery-log.ts";
import { showClusterAddress } from "./show-cluster-address.ts";

const bytesOf = (text: string) => Buffer.from(text, "utf8");

function passed(editor: LineEditor, chunks: readonly Uint8Array[]): string {
	const out = chunks.map((chunk) => editor.push(chunk));
	return Buffer.concat([...out, editor.end()]).toString("utf8");
}

const log = (words: string) =>
	`E1129 17:57:04.403044   29878 memcache.go:265] ${words}\n`;
const said = `Error from server (ServiceUnavailable): the API server of cluster eu does not answer – ü\n`;

test("what kubectl's discovery cache logs is left out, what it says stays, wherever the chunks are cut", () => {
	const whole = bytesOf(
		`Warning: x\n${log('"Unhandled Error" err="couldn\'t get …"')}${log("couldn't get current server API group list: no")}E\nE1 is a name\n${said}`,
	);
	const expected = `Warning: x\nE\nE1 is a name\n${said}`;
	fc.assert(
		fc.property(
			fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }),
			(cuts) => {
				const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
				const chunks = at
					.slice(1)
					.map((to, i) => whole.subarray(at[i] ?? 0, to));
				assert.equal(passed(hideDiscoveryLog(), chunks), expected);
			},
		),
	);
});

test("a prompt passes before its line ends, and an end without a line break is an end", () => {
	const editor = hideDiscoveryLog();
	assert.equal(
		Buffer.from(editor.push(bytesOf("sure? "))).toString(),
		"sure? ",
	);
	assert.equal(
		passed(hideDiscoveryLog(), [bytesOf("a\n"), bytesOf("E11")]),
		"a\nE11",
	);
	assert.equal(passed(hideDiscoveryLog(), [bytesOf(log("x").trimEnd())]), "");
});

test("bytes that are no text stay what they are, and a line without end is not kept", () => {
	const bytes = Uint8Array.of(0xff, 0xc3, 0x28, 0x0a, 0xe9);
	const editor = hideDiscoveryLog();
	assert.deepEqual(
		Buffer.concat([editor.push(bytes), editor.end()]),
		Buffer.from(bytes),
	);
	const long = bytesOf(`E1129 ${"x".repeat(100_000)}`);
	assert.equal(hideDiscoveryLog().push(long).length, long.length);
});

test("cluster-info shows the cluster's own address, other commands and kubeconfigs are left alone", () => {
	const loan = bytesOf(`clusters:
  - name: eu
    cluster:
      server: https://127.0.0.1:40123
      extensions:
        - name: quarterdeck.dev/cluster
          extension:
            clusterAddress: https://10.0.0.1:6443
`);
	const editor = showClusterAddress(["cluster-info"], loan);
	assert.ok(editor);
	assert.equal(
		passed(editor, [
			bytesOf("Kubernetes control plane is running at https://127.0"),
			bytesOf(
				".0.1:40123\nCoreDNS is running at https://127.0.0.1:40123/api\n",
			),
		]),
		"Kubernetes control plane is running at https://10.0.0.1:6443\nCoreDNS is running at https://10.0.0.1:6443/api\n",
	);
	assert.equal(showClusterAddress(["get", "pods"], loan), undefined);
	const other = bytesOf("clusters: [{cluster: {server: x}}]");
	assert.equal(showClusterAddress(["cluster-info"], other), undefined);
});
