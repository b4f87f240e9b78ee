import type { ServerUnaryCall, ServerWritableStream, sendUnaryData } from "@grpc/grpc-js";
import { accessDenied, failureOf } from "../failure.ts";
import { ChangePasswordReq, CreateUserReq, DetailsResp, ResetPasswordReq, UserReq } from "../wire/user-messages.ts";
import type { GuardedLog } from "./guarded-log.ts";
import type { FoundUser } from "./user-record.ts";
import type { Users } from "./users.ts";

export const usersService = "event_store.client.users.Users";

const nothing = Buffer.alloc(0);

const shown = ({ user, updatedTicks }: FoundUser): Buffer =>
  DetailsResp.encode({
    userDetails: {
      loginName: user.loginName,
      fullName: user.fullName,
      groups: [...user.groups],
      lastUpdated: { ticksSinceEpoch: updatedTicks },
      disabled: user.disabled,
    },
  });

/** The calls by which admins manage users and users change their own password. */
export const userCalls = (log: GuardedLog, users: Users) => {
  const unary =
    (mayCall: (login: string) => boolean, respond: (request: Buffer) => Promise<void>) =>
    async (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> => {
      try {
        if (!mayCall(UserReq.decode(call.request).options?.loginName ?? "")) throw accessDenied();
        await respond(call.request);
        answer(null, nothing);
      } catch (error) {
        answer(failureOf(error));
      }
    };
  const isSelf = (login: string) => login === log.user;
  const named = (request: Buffer) => UserReq.decode(request).options?.loginName ?? "";

  return {
    Create: unary(log.mayAdminister, async (request) => {
      const { loginName = "", password = "", fullName = "", groups = [] } = CreateUserReq.decode(request).options ?? {};
      await users.create({ loginName, password, fullName, groups });
    }),
    Update: unary(log.mayAdminister, async (request) => {
      const { loginName = "", fullName = "", groups = [] } = CreateUserReq.decode(request).options ?? {};
      await users.update(loginName, fullName, groups);
    }),
    Delete: unary(log.mayAdminister, (request) => users.remove(named(request))),
    Disable: unary(log.mayAdminister, (request) => users.disable(named(request))),
    Enable: unary(log.mayAdminister, (request) => users.enable(named(request))),
    ResetPassword: unary(log.mayAdminister, async (request) => {
      const { loginName = "", newPassword = "" } = ResetPasswordReq.decode(request).options ?? {};
      await users.resetPassword(loginName, newPassword);
    }),
    ChangePassword: unary(isSelf, async (request) => {
      const {
        loginName = "",
        currentPassword = "",
        newPassword = "",
      } = ChangePasswordReq.decode(request).options ?? {};
      await users.changePassword(loginName, currentPassword, newPassword);
    }),
    /** Details of one user, or of all users if no name is given. */
    Details: (call: ServerWritableStream<Buffer, Buffer>): void => {
      try {
        const login = named(call.request);
        if (!log.mayAdminister() && !(login !== "" && isSelf(login))) throw accessDenied();
        for (const user of login === "" ? users.all() : [users.find(login)]) call.write(shown(user));
        call.end();
      } catch (error) {
        call.emit("error", failureOf(error));
      }
    },
  };
};
