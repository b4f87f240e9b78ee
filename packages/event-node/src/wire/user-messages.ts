import { bool, int64, many, message, one, text } from "./message.ts";

const loginName = one(1, text);

const NewUser = message({ loginName, password: one(2, text), fullName: one(3, text), groups: many(4, text) });

/** Create and Update have the same request; only Create uses the password. */
export const CreateUserReq = message({ options: one(1, NewUser) });

/** The request of Delete, Disable, Enable and Details. */
export const UserReq = message({ options: one(1, message({ loginName })) });

export const ChangePasswordReq = message({
  options: one(1, message({ loginName, currentPassword: one(2, text), newPassword: one(3, text) })),
});

export const ResetPasswordReq = message({ options: one(1, message({ loginName, newPassword: one(2, text) })) });

export const DetailsResp = message({
  userDetails: one(
    1,
    message({
      loginName,
      fullName: one(2, text),
      groups: many(3, text),
      lastUpdated: one(4, message({ ticksSinceEpoch: one(1, int64) })),
      disabled: one(5, bool),
    }),
  ),
});
