#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kVersionThere{
    "warehouse.version_there", Retry::kNever,
    "Nội dung này đã là một phiên bản của bản sao; không ghi thêm.",
    "These bytes are a version of the copy already; nothing is added."};

// The bytes of a copy at one time of its life. Version 1 is what was delivered and stands in the
// catalogue; later ones are here.
struct CopyVersion {
  std::string copy;
  int number = 0;  // from 2, without gaps
  Sha256 content;
  std::uint64_t size = 0;  // bytes
  std::string level = {};  // "B-LTA"
  std::string reason;      // "augmented", "remade"
  Timestamp created = {};
};

// What became of delivered copies: evidence added so that signatures last, or a copy made again.
// Rows are added and never changed. Safe for several threads and processes. Throws
// Error(kStoreBusy).
class CopyVersions {
 public:
  virtual ~CopyVersions() = default;

  // Durable when it returns, with its number. Throws Error(kVersionThere) for bytes that are one of
  // the copy's later versions.
  virtual CopyVersion add(CopyVersion version) = 0;
  // In the order of their numbers.
  [[nodiscard]] virtual std::vector<CopyVersion> of(const std::string& copy) const = 0;
  // The last that was there by then; nothing: what was delivered is.
  [[nodiscard]] std::optional<CopyVersion> newest(const std::string& copy,
                                                  Timestamp by = Timestamp::max()) const {
    auto all = of(copy);
    while (!all.empty() && all.back().created > by) all.pop_back();
    if (all.empty()) return std::nullopt;
    return std::move(all.back());
  }

  struct Changes {
    std::vector<CopyVersion> versions;
    std::int64_t last = 0;  // number to go on from
  };
  // Those of all copies, oldest first; who goes on from `last` misses nothing.
  [[nodiscard]] virtual Changes changes(std::int64_t after, int limit) const = 0;
};

}  // namespace sohoa::core
