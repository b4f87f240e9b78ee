import { groups } from "@lianxiao/group";
import { registry } from "@lianxiao/registry";
import type { Service } from "@lianxiao/service";

/** Every command service: what is composed, documented, proxied or tried by tests derives from this list. */
export const services: readonly Service[] = [registry, groups];
