import type { Adapter, AdapterPayload } from "oidc-provider";

/** Stores the sessions and codes of the development issuer. They are lost at a restart, which is intended. */
export const memory = (): ((model: string) => Adapter) => {
  const kept = new Map<string, AdapterPayload>();
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    const findBy = (name: "uid" | "userCode") => async (value: string) =>
      kept.entries().find(([id, payload]) => id.startsWith(`${model}:`) && payload[name] === value)?.[1];
    return {
      upsert: async (id, payload, expiresIn) => {
        kept.set(key(id), payload);
        if (expiresIn) setTimeout(() => kept.delete(key(id)), expiresIn * 1000).unref();
      },
      find: async (id) => kept.get(key(id)),
      findByUid: findBy("uid"),
      findByUserCode: findBy("userCode"),
      destroy: async (id) => void kept.delete(key(id)),
      consume: async (id) => {
        const payload = kept.get(key(id));
        if (payload) kept.set(key(id), { ...payload, consumed: Math.floor(Date.now() / 1000) });
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of kept) if (payload.grantId === grantId) kept.delete(id);
      },
    };
  };
};
