import { plainOutput } from "../plain-output.ts";

interface NoticeObject {
	readonly kind: string;
	readonly namespace: string | null;
	readonly name: string;
}

/** `Pod shop/cart-0`, `Node worker-1` */
export function objectWords({ kind, namespace, name }: NoticeObject): string {
	return plainOutput(`${kind} ${namespace ? `${namespace}/` : ""}${name}`);
}
