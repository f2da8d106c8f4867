import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { quoteWords, splitWords } from "@quarterdeck/plugin-sdk";
import fc from "fast-check";
import { readKubectlCommand } from "./kubectl-command.ts";

const options = { defaultNamespace: "shop" };
const read = (command: string) =>
	readKubectlCommand(splitWords(command), options);

function args(command: string): readonly string[] {
	const decided = read(command);
	assert.equal(decided.kind, "run", JSON.stringify(decided));
	return decided.kind === "run" ? decided.args : [];
}

function refusal(command: string): string {
	const decided = read(command);
	assert.equal(decided.kind, "refuse", JSON.stringify(decided));
	return decided.kind === "refuse" ? decided.reason : "";
}

const flagText = (name: string) =>
	`The "${name}" flag is not supported by the Botkube kubectl plugin. Please remove it.`;
const commandText = (name: string) =>
	`The "${name}" command is not supported by the Botkube kubectl plugin.`;

describe("a flag that would change the identity or the server", () => {
	const spellings: [string, string][] = [
		["kubectl get pods --as=root", "as"],
		["kubectl get pods --as root", "as"],
		["kubectl get pods '--as=root'", "as"],
		[`kubectl get pods "--a"s=x`, "as"],
		["kubectl get pods --a\\s=x", "as"],
		["kubectl get pods '--as' root", "as"],
		["kubectl --as=root get pods", "as"],
		["kubectl get --as-group=system:masters pods", "as-group"],
		["kubectl get pods '--as-group=system:masters'", "as-group"],
		["kubectl get pods --as_group=system:masters", "as-group"],
		["kubectl get pods --as_uid 0", "as-uid"],
		["kubectl get pods --as-user-extra=a=b", "as-user-extra"],
		["kubectl get pods -s http://x", "server"],
		["kubectl get pods -shttp://x", "server"],
		["kubectl get pods -s=http://x", "server"],
		["kubectl get pods --server=http://x", "server"],
		["kubectl get pods --server http://x", "server"],
		["kubectl get pods -As http://x", "server"],
		["kubectl get pods -Ashttp://x", "server"],
		["kubectl get pods -wAs=http://x", "server"],
		["kubectl -s http://x get pods", "server"],
		["kubectl -shttp://x get pods", "server"],
		["kubectl logs -fs http://x web", "server"],
		["kubectl get pods --kubeconfig /etc/k", "kubeconfig"],
		["kubectl get pods --token=x", "token"],
		["kubectl get pods --context other", "context"],
		["kubectl get pods --insecure-skip-tls-verify", "insecure-skip-tls-verify"],
		["kubectl get pods --log-file=/tmp/x", "log-file"],
		["kubectl get pods --log_anything=1", "log-anything"],
		["kubectl get pods --cache-dir=/tmp", "cache-dir"],
		["kubectl get pods --kuberc=/tmp/x", "kuberc"],
		// the -- is a namespace's name here, so kubectl reads the flag behind it
		["kubectl get pods -n -- --as=root", "as"],
		["kubectl get pods --namespace -- --as=root", "as"],
		["kubectl get pods -l -- -s x", "server"],
		["kubectl exec web -c -- --as=root", "as"],
		["kubectl exec web -ic -- --as=root", "as"],
		// values that look like flags are refused too: nobody needs them
		["kubectl get pods -l --as=root", "as"],
	];
	for (const [command, flag] of spellings)
		test(`is refused in: ${command}`, () => {
			assert.equal(refusal(command), flagText(flag));
		});
	test("is refused with all others at once, one a line", () => {
		assert.equal(
			refusal("kubectl get pods --as=x --as=y -s z"),
			`${flagText("as")}\n${flagText("server")}`,
		);
	});
	test("is a word of the container's own program behind --", () => {
		for (const command of [
			"kubectl exec web -- ls --as=root -s x",
			"kubectl exec -it web -- ls --as=root",
			"kubectl exec web -it -- ls --as=root",
			"kubectl exec web --container=app -- ls -s",
			"kubectl run web --image=nginx --command -- sh -c 'x'",
		])
			args(command);
	});
	test("is not seen in values", () => {
		for (const command of [
			"kubectl get pods -l tiers=web",
			"kubectl get pods -ltiers=web",
			"kubectl get pods -ojson",
			"kubectl get pods -nshops",
			"kubectl get pods -o jsonpath='{.items[*].status}'",
			"kubectl logs web --since=5s --tail -1",
			`kubectl patch deployment web -p '{"spec":{"replicas":2}}'`,
			`kubectl patch deployment web -p'{"spec":{"replicas":2}}'`,
		])
			args(command);
	});
});

describe("a command that has no place in chat", () => {
	for (const name of [
		"edit",
		"attach",
		"port-forward",
		"proxy",
		"copy",
		"debug",
		"completion",
		"replace",
		"wait",
		"kustomize",
		"plugin",
	])
		test(`${name} is refused in Botkube's words`, () => {
			assert.equal(refusal(`kubectl ${name} x`), commandText(name));
			assert.equal(refusal(`kubectl '${name}'`), commandText(name));
			assert.equal(refusal(`kubectl -n x ${name} y`), commandText(name));
			assert.equal(refusal(`kubectl --namespace=x ${name}`), commandText(name));
			assert.equal(refusal(`kubectl -v 5 ${name}`), commandText(name));
		});
	test("config is refused: the kubeconfig is a loan", () => {
		assert.match(
			refusal("kubectl config view --raw"),
			/made for this one command/,
		);
	});
	test("cp is refused: there are no files of the person here", () => {
		assert.match(refusal("kubectl cp web:/etc/passwd ."), /exec POD -- cat/);
	});
	test("what kubectl does not know, or hides, or would find on PATH is unknown", () => {
		for (const name of ["foo", "__complete", "alpha", "log", "Get"])
			assert.equal(
				refusal(`kubectl ${name} x`),
				`error: unknown command "${name}" for "kubectl"`,
			);
	});
	test("a namespace may be called as a blocked command is", () => {
		args("kubectl -n edit get pods");
		args("kubectl get pods edit");
	});
	test("words kubectl passes over do not hide the command", () => {
		assert.match(refusal("kubectl '' edit pod"), /empty word/);
		assert.match(refusal("kubectl - edit pod"), /empty word/);
		assert.match(refusal("kubectl -n x '' edit pod"), /empty word/);
	});
	test("a flag whose value kubectl would take for the command stays behind it", () => {
		for (const command of [
			"kubectl -A x edit pod",
			"kubectl -o wide get pods",
			"kubectl --help edit",
			"kubectl -h get edit",
			"kubectl -- get pods",
		])
			assert.match(refusal(command), /after the kubectl command/);
	});
});

describe("a flag that names standard input", () => {
	const withInput = { ...options, hasInput: true };
	const reading = [
		"kubectl apply -f -",
		"kubectl apply -n shop -f=-",
		"kubectl create --filename=- --dry-run=server",
		"kubectl delete --filename -",
	];
	for (const command of reading) {
		test(`is taken with input in: ${command}`, () => {
			const decided = readKubectlCommand(splitWords(command), withInput);
			assert.equal(decided.kind, "run");
		});
		test(`needs input in: ${command}`, () => {
			assert.match(refusal(command), /nothing was given there/);
		});
	}
	for (const command of [
		"kubectl apply -f - -f /etc/passwd",
		"kubectl apply -f /etc/passwd -f -",
		"kubectl apply -f -,/etc/passwd",
		"kubectl apply -f-",
		"kubectl apply -f ./-",
		"kubectl apply -Rf -",
		"kubectl apply -f",
		"kubectl apply --filename=-,/etc/passwd",
		"kubectl apply --filename - --filename=x",
		"kubectl apply --file_name=- -f x",
		"kubectl apply -f - -k .",
		"kubectl create secret generic x --from-file=- -f -",
	])
		test(`lets nothing else through in: ${command}`, () => {
			const decided = readKubectlCommand(splitWords(command), withInput);
			assert.equal(decided.kind, "refuse");
		});
});

describe("a flag that names files", () => {
	for (const command of [
		"kubectl apply -f x.yaml",
		"kubectl apply -fx.yaml",
		"kubectl apply -Rf x.yaml",
		"kubectl create -f https://example.com/x.yaml",
		"kubectl delete --filename=/etc/passwd",
		"kubectl apply -k .",
		"kubectl create configmap x --from-file=/proc/self/environ",
		"kubectl create configmap x --from_file /proc/self/environ",
		"kubectl create secret generic x --from-env-file=/etc/x",
		"kubectl create secret tls x --cert=/a --key=/b",
		"kubectl patch pod x --patch-file=/etc/x",
		"kubectl cluster-info dump --output-directory=/tmp",
	])
		test(`is refused in: ${command}`, () => {
			assert.match(refusal(command), /would open files or addresses/);
		});
	for (const command of [
		"kubectl get pods -o go-template-file=/etc/passwd",
		"kubectl get pods -ojsonpath-file=/etc/passwd",
		"kubectl get pods -wo=custom-columns-file=/etc/passwd",
		"kubectl get pods --output=templatefile=/etc/passwd",
		"kubectl get pods -o JSONPATH-File=/etc/passwd",
		"kubectl get pods -o go-template-file --template=/etc/passwd",
	])
		test(`is refused as output format in: ${command}`, () => {
			assert.match(refusal(command), /output format/);
		});
	test("is another flag in logs: -f follows", () => {
		assert.deepEqual(args("kubectl logs -f web -n x"), [
			"logs",
			"-f",
			"web",
			"-n",
			"x",
		]);
	});
});

describe("the default namespace", () => {
	const front = ["-n", "shop"];
	for (const command of [
		"get pods",
		"version",
		"-v 5 get pods",
		"exec web -- ls -n x -A",
		"get pods -l a=-n",
	])
		test(`is put in front of: ${command}`, () => {
			const words = splitWords(command);
			assert.deepEqual(args(`kubectl ${command}`), [...front, ...words]);
		});
	for (const command of [
		"help get",
		"get pods -n x",
		"get pods -nx",
		"get pods -n=x",
		"get pods --namespace x",
		"get pods --namespace=x",
		"-n x get pods",
		"get pods -A",
		"get pods -wA",
		"get pods --all-namespaces",
		"get pods --all_namespaces=true",
	])
		test(`is left out of: ${command}`, () => {
			assert.deepEqual(args(`kubectl ${command}`), splitWords(command));
		});
});

describe("what needs no kubectl", () => {
	test("the bare word is answered with what is missing", () => {
		for (const command of ["kubectl", "kubectl @builder --verbs"])
			assert.deepEqual(read(command), {
				kind: "answer",
				text: "Please specify the kubectl command",
			});
	});
	test("options lists only flags that may be used", () => {
		const decided = read("kubectl options");
		assert.equal(decided.kind, "answer");
		assert.doesNotMatch(JSON.stringify(decided), /--as|--server/);
	});
	test("another program's command is refused", () => {
		assert.match(refusal("helm list"), /does not target/);
		assert.match(refusal("./kubectl get pods"), /does not target/);
	});
});

describe("whatever is typed", () => {
	/** pflag as it is: finds the flags kubectl would set, given which letters and names are switches. */
	const switches = new Set([
		"A",
		"w",
		"i",
		"t",
		"f",
		"all-namespaces",
		"watch",
	]);
	function flagsSetByKubectl(words: readonly string[]): string[] {
		const set: string[] = [];
		for (let i = 0; i < words.length; i++) {
			const word = words[i] as string;
			if (word === "--") break;
			if (word.startsWith("--")) {
				const [name = "", value] = word.slice(2).split(/=(.*)/s);
				const long = name.replaceAll("_", "-");
				set.push(long);
				if (value === undefined && !switches.has(long)) i += 1;
			} else if (word.startsWith("-") && word.length > 1) {
				for (let at = 1; at < word.length; at++) {
					const letter = word[at] as string;
					set.push(letter);
					if (word[at + 1] === "=" && word.length > at + 2) break;
					if (switches.has(letter)) continue;
					if (at === word.length - 1) i += 1;
					break;
				}
			}
		}
		return set;
	}
	const forbidden =
		/^(as|as-group|as-uid|server|s|token|user|kubeconfig|k|filename)$/;

	const piece = fc.constantFrom(
		"get",
		"pods",
		"logs",
		"exec",
		"edit",
		"--",
		"-",
		"",
		"-n",
		"-A",
		"-As",
		"-wAs",
		"-s",
		"-shost",
		"-it",
		"-i",
		"-t",
		"-c",
		"-ic",
		"-o",
		"-l",
		"-f",
		"-fs",
		"-L",
		"-v",
		"--as",
		"--as=x",
		"--as_group=x",
		"--as-uid",
		"--server",
		"--server=x",
		"--kubeconfig=x",
		"--token",
		"--namespace",
		"--namespace=x",
		"--watch",
		"--watch=x",
		"--x",
		"-n=x",
		"-o=x",
		"x",
	);
	const quoting = fc.array(fc.constantFrom("'", '"', "\\", ""), {
		minLength: 12,
		maxLength: 12,
	});
	/** Writes a word in one of the many ways a shell reads back as the same word. */
	function disguise(word: string, marks: readonly string[]): string {
		if (word === "") return "''";
		return [...word]
			.map((c, i) => {
				const mark = marks[i % marks.length] ?? "";
				// \t and \n mean tab and newline to the splitter
				if (mark === "\\") return /[tn]/.test(c) ? `'${c}'` : `\\${c}`;
				return `${mark}${c}${mark}`;
			})
			.join("");
	}

	test("no arrangement of quotes, order or spelling lets a blocked flag through", () => {
		let runs = 0;
		fc.assert(
			fc.property(
				fc.constantFrom("get", "get", "logs", "exec", ""),
				fc.array(fc.tuple(piece, quoting), { maxLength: 9 }),
				(first, rest) => {
					const pieces: typeof rest =
						first === "" ? rest : [[first, [""]], ...rest];
					const command = pieces
						.map(([word, marks]) => disguise(word, marks))
						.join(" ");
					const words = splitWords(`kubectl ${command}`);
					assert.deepEqual(
						words.slice(1),
						pieces.map(([word]) => word),
					);
					const decided = readKubectlCommand(words, options);
					if (decided.kind !== "run") return;
					runs += 1;
					const set = flagsSetByKubectl(decided.args);
					const isLogs = decided.args.includes("logs");
					assert.deepEqual(
						set.filter((name) => forbidden.test(name)),
						[],
						command,
					);
					assert.ok(isLogs || !set.includes("f"), command);
				},
			),
			{ numRuns: 20_000 },
		);
		// Most arrangements are refused; the property would say nothing if all were.
		assert.ok(runs > 1000, `${runs} were run`);
	});
	test("no word is lost, added or changed but the namespace in front", () => {
		fc.assert(
			fc.property(fc.array(fc.string(), { maxLength: 6 }), (words) => {
				const decided = readKubectlCommand(
					["kubectl", "get", ...words],
					options,
				);
				if (decided.kind !== "run") return;
				const rest =
					decided.args[0] === "-n" ? decided.args.slice(2) : decided.args;
				assert.deepEqual(rest, ["get", ...words]);
			}),
		);
	});
	test("a command written from words is read back as those words", () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.string({ unit: "binary" }).filter((w) => !w.includes("\0")),
				),
				(words) => {
					assert.deepEqual(splitWords(quoteWords(words)), words);
				},
			),
			{ numRuns: 2000 },
		);
	});
});
