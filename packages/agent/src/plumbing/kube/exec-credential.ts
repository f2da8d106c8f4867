import { spawn } from "node:child_process";
import type { Clock } from "@quarterdeck/runtime";
import { z } from "zod";
import {
	type ClientCertificate,
	ClusterAccessError,
	type ExecProgram,
} from "./cluster-access.ts";
import { diesWithAgent, endWithAgent, killGroup } from "./exec-process.ts";

/** What a program gave. */
export interface ExecCredential {
	readonly token: string | undefined;
	readonly certificate: ClientCertificate | undefined;
	/** For how long it is used without asking again, unless the API server refuses it. */
	readonly lifetimeMs: number;
}

const timeoutMs = 60_000;
const maxOutputBytes = 1_048_576;
/** Even a credential that has ended by this machine's clock is used this long: a wrong clock must not start a program for each request. */
const shortestLifetimeMs = 5000;

const answerSchema = z.object({
	apiVersion: z.string(),
	kind: z.literal("ExecCredential"),
	status: z.object({
		expirationTimestamp: z.iso.datetime({ offset: true }).nullish(),
		token: z.string().nullish(),
		clientCertificateData: z.string().nullish(),
		clientKeyData: z.string().nullish(),
	}),
});

/**
 * Asks a program of a kubeconfig for a credential, by the protocol of `client.authentication.k8s.io`. The program is started without
 * a shell and without a terminal, and is killed with all that it started after a minute.
 * The function rejects with ClusterAccessError that says what to correct.
 */
export function createExecCredential(
	program: ExecProgram,
	clock: Clock,
): () => Promise<ExecCredential> {
	const name = `the credential program "${program.command}" of the kubeconfig`;
	return async () => {
		const { code, stdout, stderr } = await runProgram(program, name, clock);
		if (code !== 0)
			throw failed(
				`${name} ended with code ${code}: ${lastLines(stderr) || "it said nothing"}. Run it by hand as the agent's user to see why`,
				`${name} ended with code ${code}: ${lastLines(stderr, 1) || "it said nothing"}`,
			);
		return readAnswer(program, name, stdout, clock);
	};
}

function readAnswer(
	program: ExecProgram,
	name: string,
	stdout: string,
	clock: Clock,
): ExecCredential {
	const wrong = (why: string) =>
		// What it wrote is not quoted: it may hold a token.
		failed(
			`${name} did not answer with an ExecCredential of ${program.apiVersion}: ${why}`,
		);
	let value: unknown;
	try {
		value = JSON.parse(stdout);
	} catch {
		throw wrong("its output is not JSON");
	}
	const parsed = answerSchema.safeParse(value);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw wrong(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
	}
	const { apiVersion, status } = parsed.data;
	if (apiVersion !== program.apiVersion)
		throw wrong(`its apiVersion is ${apiVersion}`);
	const { clientCertificateData, clientKeyData } = status;
	const token = status.token || undefined;
	if (!clientCertificateData !== !clientKeyData)
		throw wrong("it has only one of clientCertificateData and clientKeyData");
	const certificate =
		clientCertificateData && clientKeyData
			? { certificatePem: clientCertificateData, privateKeyPem: clientKeyData }
			: undefined;
	if (!token && !certificate)
		throw wrong("it has neither a token nor a client certificate");
	return { token, certificate, lifetimeMs: lifetimeMs(status, clock) };
}

/** The protocol knows an instant only, so it has to be read on this machine's clock. */
function lifetimeMs(
	{ expirationTimestamp }: z.output<typeof answerSchema>["status"],
	clock: Clock,
): number {
	if (!expirationTimestamp) return Number.POSITIVE_INFINITY;
	const leftMs = Date.parse(expirationTimestamp) - clock.now().getTime();
	return Math.max(leftMs, shortestLifetimeMs);
}

interface Ended {
	readonly code: number | string;
	readonly stdout: string;
	readonly stderr: string;
}

function runProgram(
	program: ExecProgram,
	name: string,
	clock: Clock,
): Promise<Ended> {
	const { command, args, environment } = program;
	return new Promise((resolve, reject) => {
		// A group of its own, so that what it started can be killed with it.
		const [file, ...words] = diesWithAgent(command, environment);
		const child = spawn(file, [...words, ...args], {
			env: { ...environment, KUBERNETES_EXEC_INFO: execInfo(program) },
			stdio: ["ignore", "pipe", "pipe"],
			detached: true,
		});
		const release = endWithAgent(child.pid);
		const output = { stdout: "", stderr: "" };
		const end = (why: string) => {
			timer.cancel();
			release();
			killGroup(child.pid);
			// What left the group keeps the pipe: nobody reads any more of what it writes.
			child.stdout.destroy();
			child.stderr.destroy();
			const words = lastLines(output.stderr, 1);
			reject(
				failed(
					`${name} ${why}`,
					`${name} ${why}${words ? `. Its last words: ${words}` : ""}`,
				),
			);
		};
		const timer = clock.after(timeoutMs, () =>
			end(
				`did not end within ${timeoutMs / 1000} s and was killed. Check that it needs no terminal and that it reaches its server`,
			),
		);
		for (const stream of ["stdout", "stderr"] as const)
			child[stream].setEncoding("utf8").on("data", (text: string) => {
				if (output[stream].length + text.length <= maxOutputBytes)
					output[stream] += text;
				else end(`wrote more than ${maxOutputBytes} bytes and was killed`);
			});
		child.on("error", (error) => {
			timer.cancel();
			release();
			reject(cannotStart(program, name, error));
		});
		child.on("close", (code, signal) => {
			timer.cancel();
			release();
			resolve({ code: code ?? signal ?? "unknown", ...output });
		});
	});
}

function cannotStart(
	{ installHint }: ExecProgram,
	name: string,
	error: Error,
): ClusterAccessError {
	const code = "code" in error ? String(error.code) : error.message;
	const why =
		code === "ENOENT"
			? "was not found. Install it where the agent runs, or name it with its full path"
			: `cannot be started (${code})`;
	return failed(
		`${name} ${why}${installHint ? `. ${installHint.trim()}` : ""}`,
		undefined,
		error,
	);
}

/** `forPeople` may quote a program's stderr, which is for people; never its stdout, which may hold a token. */
function failed(
	message: string,
	forPeople = message,
	cause?: unknown,
): ClusterAccessError {
	return new ClusterAccessError(message, {
		cause,
		forPeople: `the agent has no credential for the API server: ${forPeople}`,
	});
}

function execInfo({ apiVersion, cluster }: ExecProgram): string {
	const spec = { ...(cluster ? { cluster } : {}), interactive: false };
	return JSON.stringify({ kind: "ExecCredential", apiVersion, spec });
}

function lastLines(text: string, count = 3): string {
	const lines = text.trim().split("\n").slice(-count).join(" ");
	// People see it in terminals and pages.
	return lines
		.slice(-500)
		.replaceAll(/\p{Cc}+/gu, " ")
		.trim();
}
