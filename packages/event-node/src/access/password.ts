import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const hashed = promisify<string, Buffer, number, Buffer>(scrypt);

const hashSize = 32;

/** A password as it is stored, as a salted hash. */
export interface HashedPassword {
  readonly salt: string;
  readonly hash: string;
}

export const hashPassword = async (password: string): Promise<HashedPassword> => {
  const salt = randomBytes(16);
  const hash = await hashed(password, salt, hashSize);
  return { salt: salt.toString("base64"), hash: hash.toString("base64") };
};

/** Computes a hash even if the user does not exist, so that the response time does not reveal which names exist. */
export const isPassword = async (password: string, stored: HashedPassword | undefined): Promise<boolean> => {
  const hash = await hashed(password, Buffer.from(stored?.salt ?? "", "base64"), hashSize);
  const expected = Buffer.from(stored?.hash ?? "", "base64");
  return expected.length === hashSize && timingSafeEqual(hash, expected);
};
