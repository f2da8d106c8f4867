import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { captureStdout } from "./capture-stdout.ts";
import {
	Health,
	HealthCheckResponse_ServingStatus,
	HealthCheckResponseSchema,
} from "./gen/grpc/health/v1/health_pb.ts";
import { GRPCBroker } from "./gen/plugin/grpc_broker_pb.ts";
import {
	EmptySchema,
	GRPCController,
} from "./gen/plugin/grpc_controller_pb.ts";
import {
	GRPCStdio,
	StdioData_Channel,
	StdioDataSchema,
} from "./gen/plugin/grpc_stdio_pb.ts";
import { healthServices } from "./protocol.ts";

interface Options {
	readonly healthServices: readonly string[];
	readonly shutdown: AbortController;
}

/** The services every go-plugin host expects beside the plugin's own. */
export function addPluginServices(
	router: ConnectRouter,
	options: Options,
): void {
	addHealth(router, options);
	addController(router, options);
	addStdio(router, options);
	addBroker(router, options);
}

function addHealth(router: ConnectRouter, options: Options): void {
	const known = new Set(["", healthServices.plugin, ...options.healthServices]);
	const answer = create(HealthCheckResponseSchema, {
		status: HealthCheckResponse_ServingStatus.SERVING,
	});
	router.service(Health, {
		check(request) {
			if (!known.has(request.service))
				throw new ConnectError("unknown service", Code.NotFound);
			return answer;
		},
		async *watch(request, context) {
			if (!known.has(request.service))
				throw new ConnectError("unknown service", Code.NotFound);
			yield answer;
			await whenAborted(context.signal);
		},
	});
}

function addController(router: ConnectRouter, options: Options): void {
	router.service(GRPCController, {
		shutdown() {
			// After the answer has left: the host waits for it.
			setImmediate(() =>
				options.shutdown.abort(new Error("the plugin is being stopped")),
			);
			return create(EmptySchema);
		},
	});
}

function addStdio(router: ConnectRouter, options: Options): void {
	const stdout = captureStdout();
	router.service(GRPCStdio, {
		async *streamStdio(_request, context) {
			const signal = AbortSignal.any([context.signal, options.shutdown.signal]);
			for await (const data of stdout.follow(signal))
				yield create(StdioDataSchema, {
					channel: StdioData_Channel.STDOUT,
					data,
				});
		},
	});
}

function addBroker(router: ConnectRouter, options: Options): void {
	router.service(GRPCBroker, {
		// Nothing is ever offered on it: a plugin of ours answers, it does not call back.
		// biome-ignore lint/correctness/useYield: a stream that stays open and says nothing
		async *startStream(_requests, context) {
			await whenAborted(
				AbortSignal.any([context.signal, options.shutdown.signal]),
			);
		},
	});
}

function whenAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
