import type { CommandError, ErrorCode } from "../api/generated/types";

/** Every code there is; the messages' test reads it. */
export const ERROR_CODES: readonly ErrorCode[] = [
  "not_signed_in",
  "wrong_password",
  "too_many_attempts",
  "user_disabled",
  "server_unreachable",
  "unknown_certificate",
  "version_mismatch",
  "passphrase_needed",
  "wrong_passphrase",
  "disk_full",
  "cache_damaged",
  "no_line",
  "call_gone",
  "call_state",
  "bad_number",
  "unknown_customer",
  "not_found",
  "invalid",
  "unclear_time",
  "past_time",
  "needs_server",
  "bad_address",
  "too_large",
  "too_many_files",
  "file_empty",
  "file_kind",
  "unknown_place",
  "no_consent",
  "conversation_held",
  "no_address",
  "not_callable",
  "member_not_yours",
  "two_teams",
  "move_not_allowed",
  "selling_held",
  "measure_off",
  "nothing_to_undo",
  "not_allowed",
  "audio_device",
  "internal",
];

/** What a command was rejected with, as the desk's error; anything else is an internal one. */
export function toCommandError(cause: unknown): CommandError {
  if (typeof cause === "object" && cause !== null && "code" in cause) {
    const { code, detail, retry } = cause as Partial<CommandError>;
    if (ERROR_CODES.includes(code as ErrorCode)) {
      return {
        code: code as ErrorCode,
        detail: typeof detail === "string" ? detail : null,
        retry: retry === true,
      };
    }
  }
  return { code: "internal", detail: null, retry: true };
}
