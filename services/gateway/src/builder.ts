import SchemaBuilder from "@pothos/core";
import type { GatewayContext } from "./context.ts";

/** The one schema builder; every file under types/ adds to it. Fields are non-null unless they say otherwise. */
export const builder = new SchemaBuilder<{
  Context: GatewayContext;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    RegionCode: { Input: string; Output: string };
    Date: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Position: { Input: bigint; Output: bigint };
  };
}>({ defaultFieldNullability: false });
