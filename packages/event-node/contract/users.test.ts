import { createHook } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { messages, UsersStub } from "./client/users.ts";
import { collected, happened, nodeForThisFile } from "./fixture.ts";
import { member } from "./persistent/fixture.ts";
import { authorization, secureNodeForThisFile } from "./secure-node.ts";
import { afterThisFile, freshFolder, freshStream } from "./testbed.ts";

const { node, as, channelCredentials } = await secureNodeForThisFile();
const stub = new UsersStub(`127.0.0.1:${node.port}`, channelCredentials);
afterThisFile(() => stub.close());
const admin = as("admin");

type Who = ReturnType<typeof authorization>;
const byAdmin = authorization("admin");
const byOps = authorization("ops");

/** The response of the service, or its error. */
const answered = (call: (done: (error: ServiceError | null) => void) => unknown) =>
  new Promise<ServiceError | null>(call).then((error) => {
    if (error) throw Object.assign(error, { exception: error.metadata.get("exception")[0] });
  });

const create = (login: string, { password = "first", groups = [] as string[], by = byAdmin } = {}) => {
  const options = new messages.CreateReq.Options().setLoginName(login).setPassword(password).setGroupsList(groups);
  return answered((done) => stub.create(new messages.CreateReq().setOptions(options.setFullName("Li Hua")), by, done));
};
const update = (login: string, groups: string[], by = byAdmin) => {
  const options = new messages.UpdateReq.Options().setLoginName(login).setFullName("Li Na").setGroupsList(groups);
  return answered((done) => stub.update(new messages.UpdateReq().setOptions(options), by, done));
};
const disable = (login: string, by: Who = byAdmin) => {
  const options = new messages.DisableReq.Options().setLoginName(login);
  return answered((done) => stub.disable(new messages.DisableReq().setOptions(options), by, done));
};
const enable = (login: string, by: Who = byAdmin) => {
  const options = new messages.EnableReq.Options().setLoginName(login);
  return answered((done) => stub.enable(new messages.EnableReq().setOptions(options), by, done));
};
const remove = (login: string, by: Who = byAdmin) => {
  const options = new messages.DeleteReq.Options().setLoginName(login);
  return answered((done) => stub.delete(new messages.DeleteReq().setOptions(options), by, done));
};
const resetPassword = (login: string, password: string, by: Who = byAdmin) => {
  const options = new messages.ResetPasswordReq.Options().setLoginName(login).setNewPassword(password);
  return answered((done) => stub.resetPassword(new messages.ResetPasswordReq().setOptions(options), by, done));
};
const changePassword = (login: string, current: string, next: string, by: Who) => {
  const options = new messages.ChangePasswordReq.Options().setLoginName(login);
  options.setCurrentPassword(current).setNewPassword(next);
  return answered((done) => stub.changePassword(new messages.ChangePasswordReq().setOptions(options), by, done));
};
const details = async (login = "", by: Who = byAdmin) => {
  const request = new messages.DetailsReq();
  if (login) request.setOptions(new messages.DetailsReq.Options().setLoginName(login));
  const found = [];
  for await (const answer of stub.details(request, by)) found.push(answer.getUserDetails().toObject());
  return found;
};

const freshUser = () => `user-${randomUUID()}`;
const denied = { code: status.PERMISSION_DENIED, exception: "access-denied" };
const missing = { code: status.NOT_FOUND, exception: "user-not-found" };
const refused = { type: "access-denied" };

describe("users", () => {
  test("are created by admins, can then use the node, and are listed with their groups", async () => {
    const login = freshUser();
    await create(login, { groups: ["teachers"] });
    expect((await as(login, "first").appendToStream(freshStream(), happened(1))).success).toBe(true);
    const [shown] = await details(login);
    expect(shown).toMatchObject({ loginName: login, fullName: "Li Hua", groupsList: ["teachers"], disabled: false });
    const age = Date.now() - Number(BigInt(shown?.lastUpdated?.ticksSinceEpoch ?? 0) / 10_000n);
    expect(age).toBeLessThan(60_000);
    expect((await details()).map(({ loginName }) => loginName)).toEqual(
      expect.arrayContaining(["admin", "ops", login]),
    );
  });

  test("created twice are a conflict, unless they are the same", async () => {
    const login = freshUser();
    await create(login);
    await create(login);
    const conflict = { code: status.FAILED_PRECONDITION, exception: "user-conflict" };
    await expect(create(login, { password: "another" })).rejects.toMatchObject(conflict);
  });

  test("that do not exist are reported", async () => {
    const login = freshUser();
    for (const work of [
      update(login, []),
      disable(login),
      enable(login),
      remove(login),
      resetPassword(login, "x"),
      details(login),
    ])
      await expect(work).rejects.toMatchObject({ code: status.NOT_FOUND });
    const error = await remove(login).catch((thrown: ServiceError) => thrown);
    expect(error).toMatchObject(missing);
    expect(error?.metadata.get("login-name")).toEqual([login]);
  });

  test("are managed only by admins, and can see themselves", async () => {
    const login = freshUser();
    await create(login);
    for (const work of [
      create(freshUser(), { by: byOps }),
      update(login, ["$admins"], byOps),
      disable(login, byOps),
      enable(login, byOps),
      remove(login, byOps),
      resetPassword(login, "x", byOps),
      changePassword(login, "first", "x", byOps),
    ])
      await expect(work).rejects.toMatchObject(denied);
    await expect(details(login, byOps)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    await expect(details("", byOps)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    expect(await details("ops", byOps)).toHaveLength(1);
  });

  test("gain and lose rights with their groups, at once", async () => {
    const login = freshUser();
    await create(login);
    const user = as(login, "first");
    await expect(collected(user.readStream("$users"))).rejects.toMatchObject(refused);
    await update(login, ["$admins"]);
    expect((await collected(user.readStream("$users"))).length).toBeGreaterThan(2);
    await update(login, []);
    await expect(collected(as(login, "first").readStream("$users"))).rejects.toMatchObject(refused);
  });

  test("lose access at once when disabled, also to open calls, and regain it when enabled", async () => {
    const login = freshUser();
    await create(login);
    const stream = freshStream();
    const user = as(login, "first");
    await user.appendToStream(stream, happened(1));
    const following = member(user.subscribeToStream(stream));
    await following.reached(1);
    await disable(login);
    expect(await following.ended()).toMatchObject(refused);
    await expect(user.appendToStream(stream, happened(2))).rejects.toMatchObject(refused);
    await expect(as(login, "first").appendToStream(stream, happened(2))).rejects.toMatchObject(refused);
    expect(await collected(admin.readStream(stream))).toHaveLength(1);
    expect(await details(login)).toMatchObject([{ disabled: true }]);
    await enable(login);
    expect((await as(login, "first").appendToStream(stream, happened(2))).success).toBe(true);
  });

  test("change their own password by giving the current one, which is invalid at once", async () => {
    const login = freshUser();
    await create(login);
    const stream = freshStream();
    const by = authorization(login, "first");
    await expect(changePassword(login, "wrong", "second", by)).rejects.toMatchObject(denied);
    await changePassword(login, "first", "second", by);
    await expect(as(login, "first").appendToStream(stream, happened(1))).rejects.toMatchObject(refused);
    expect((await as(login, "second").appendToStream(stream, happened(1))).success).toBe(true);
    await resetPassword(login, "third");
    await expect(as(login, "second").appendToStream(stream, happened(1))).rejects.toMatchObject(refused);
    expect((await as(login, "third").appendToStream(stream, happened(2))).success).toBe(true);
  });

  test("that are deleted no longer exist, and their names can be used again", async () => {
    const login = freshUser();
    await create(login, { groups: ["$admins"] });
    await remove(login);
    await expect(as(login, "first").appendToStream(freshStream(), happened(1))).rejects.toMatchObject(refused);
    await expect(details(login)).rejects.toMatchObject({ code: status.NOT_FOUND });
    expect((await details()).map(({ loginName }) => loginName)).not.toContain(login);
    await create(login, { password: "again" });
    expect(await details(login)).toMatchObject([{ groupsList: [], disabled: false }]);
    expect((await as(login, "again").appendToStream(freshStream(), happened(1))).success).toBe(true);
  });

  test("are stored in streams that contain no password", async () => {
    const login = freshUser();
    await create(login, { password: "secret-of-mine" });
    await resetPassword(login, "another-of-mine");
    const events = await collected(admin.readStream(`$user-${login}`));
    expect(events.map(({ type }) => type)).toEqual(["$UserCreated", "$UserUpdated"]);
    expect(events[0]?.data).toMatchObject({ loginName: login, fullName: "Li Hua", disabled: false, groups: [] });
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain("of-mine");
    expect((await admin.getStreamMetadata(`$user-${login}`)).metadata).toMatchObject({
      acl: { writeRoles: "$admins", deleteRoles: "$admins", metaWriteRoles: "$admins" },
    });
    const changes = await collected(admin.readStream("$users-password-notifications"));
    expect(changes.at(-1)).toMatchObject({ type: "$PasswordChanged", data: { loginName: login } });
  });

  test.each(["", "a:b"])("cannot have the name %j, which Basic authentication does not support", async (login) => {
    await expect(create(login)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

test("a call does not compute a hash when the password was verified shortly before", async () => {
  const login = freshUser();
  await create(login);
  const by = authorization(login, "first");
  let hashes = 0;
  const counting = createHook({
    init: (_id, type) => {
      if (type === "SCRYPTREQUEST") hashes += 1;
    },
  }).enable();
  await details(login, by);
  expect(hashes).toBe(1);
  for (let n = 0; n < 20; n += 1) await details(login, by);
  expect(hashes).toBe(1);
  counting.disable();
});

test("users survive a restart, and a deleted one is not created again", async () => {
  const dataDir = freshFolder();
  const { node: first, channelCredentials: trust } = await secureNodeForThisFile({ dataDir });
  const own = new UsersStub(`127.0.0.1:${first.port}`, trust);
  const options = new messages.DeleteReq.Options().setLoginName("ops");
  await answered((done) => own.delete(new messages.DeleteReq().setOptions(options), byAdmin, done));
  own.close();
  await first.close();
  const second = await secureNodeForThisFile({ dataDir });
  await expect(second.as("ops").appendToStream("a", happened(1))).rejects.toMatchObject(refused);
  expect((await second.as("admin").appendToStream("a", happened(1))).success).toBe(true);
});

test("an insecure node has no users", async () => {
  const { node: open } = await nodeForThisFile();
  const own = new UsersStub(`127.0.0.1:${open.port}`, credentials.createInsecure());
  const asking = (async () => {
    for await (const _ of own.details(new messages.DetailsReq())) break;
  })();
  await expect(asking).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  own.close();
});
