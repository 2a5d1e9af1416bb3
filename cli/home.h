#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace sohoa::cli {

inline constexpr core::ErrorCode kNoHome{
    "cli.no_home", core::Retry::kConfigure,
    "Chưa có thư mục làm việc; hãy chạy 'sohoa init --demo' (hoặc chỉ ra bằng --home, SOHOA_HOME).",
    "There is no home folder yet; run 'sohoa init --demo' (or name one by --home or SOHOA_HOME)."};

// Where everything of one office lies.
struct Home {
  std::filesystem::path root;

  [[nodiscard]] std::filesystem::path settings() const { return root / "sohoa.toml"; }
  [[nodiscard]] std::filesystem::path pki() const { return root / "pki"; }
  [[nodiscard]] std::filesystem::path blobs() const { return root / "blobs"; }
  // Local copies of blobs that are kept elsewhere.
  [[nodiscard]] std::filesystem::path cache() const { return root / "cache"; }
  [[nodiscard]] std::filesystem::path work() const { return root / "store" / "work.db"; }
  [[nodiscard]] std::filesystem::path catalogue() const { return root / "store" / "warehouse.db"; }
  [[nodiscard]] std::filesystem::path entries() const { return root / "store" / "register.db"; }
  [[nodiscard]] std::filesystem::path access() const { return root / "store" / "access.db"; }
  [[nodiscard]] std::filesystem::path tokenKey() const { return root / "server" / "token.key"; }
  // Seals the secrets that the access store holds.
  [[nodiscard]] std::filesystem::path secretKey() const { return root / "server" / "secrets.key"; }
  [[nodiscard]] std::filesystem::path outbox() const { return root / "store" / "outbox.db"; }
  [[nodiscard]] std::filesystem::path versions() const { return root / "store" / "versions.db"; }
  [[nodiscard]] std::filesystem::path journal() const { return root / "journal" / "intake.jsonl"; }
  // What became of damaged blobs, and what retention took away: a chain like the intake journal.
  [[nodiscard]] std::filesystem::path keeping() const { return root / "journal" / "keeping.jsonl"; }
  // What was read from pages of sessions, until their files are worked on.
  [[nodiscard]] std::filesystem::path readAhead() const { return root / "read-ahead"; }
  [[nodiscard]] std::filesystem::path sessions() const { return root / "scan"; }
  // Of the server's own, which no other program clears.
  [[nodiscard]] std::filesystem::path serverScratch() const { return root / "server" / "tmp"; }
  [[nodiscard]] std::filesystem::path uploads() const { return root / "uploads"; }
  [[nodiscard]] std::filesystem::path run() const { return root / "run"; }
  [[nodiscard]] std::filesystem::path scratch() const { return root / "tmp"; }

  [[nodiscard]] std::filesystem::path damaged() const { return root / "damaged"; }
  // A test makes this file to allow injected faults; no verb does.
  [[nodiscard]] std::filesystem::path faultsAllowed() const { return root / "faults-allowed"; }

  [[nodiscard]] bool exists() const { return std::filesystem::exists(settings()); }
  // Throws Error(kNoHome) when there is none.
  void require() const;
  // Makes the folders, for this user only.
  void create() const;
};

// Arms the points of core/fault.h as SOHOA_FAULTS says. Throws Error(core::kBadFaults) when the
// home does not allow it: a stray variable must stop a production home, not break it.
void armFaultsFor(const Home& home);

// --home, else SOHOA_HOME, else ./sohoa-home.
[[nodiscard]] Home findHome(const std::string& option);

}  // namespace sohoa::cli
