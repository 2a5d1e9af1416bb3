#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"

namespace sohoa::core {

enum class BlobState { kGood, kDamaged, kMissing, kUnreadable };
[[nodiscard]] constexpr std::string_view slug(BlobState state) {
  switch (state) {
    case BlobState::kGood:
      return "good";
    case BlobState::kDamaged:
      return "damaged";
    case BlobState::kMissing:
      return "missing";
    case BlobState::kUnreadable:
      return "unreadable";
  }
  return "";
}

// What the house knows of its own state of repair, beside the rows of the WorkStore: when each blob
// was last read through, which blobs it has let go of, and how far other records had come. Durable
// when a call returns. Safe for several threads and processes. Throws Error(kStoreBusy).
class UpkeepBook {
 public:
  virtual ~UpkeepBook() = default;

  // --- blobs read through
  struct Checked {
    Sha256 id;
    Timestamp last;  // read through; of a blob never read: when it was first seen here
    BlobState state = BlobState::kGood;
  };
  // Takes up what rows name since the last call, and `others`, which no row of the work store
  // names; drops what none names any more.
  virtual void takeStock(const std::vector<Sha256>& others, Timestamp now) = 0;
  // Last read before `before`, oldest first.
  [[nodiscard]] virtual std::vector<Checked> due(Timestamp before, int limit) = 0;
  // One check. `repaired`: it was not good and is again.
  virtual void recordCheck(const Sha256& id, BlobState state, bool repaired, Timestamp now) = 0;
  struct Stock {
    std::int64_t blobs = 0;
    std::int64_t bad = 0;             // of these: as they were last seen
    std::optional<Timestamp> oldest;  // check
    std::int64_t checks = 0;          // ever made
    std::int64_t damaged = 0;         // ever found
    std::int64_t repaired = 0;        // of these
  };
  [[nodiscard]] virtual Stock stock() = 0;

  // --- blobs let go: sealed away as secrets, or taken away by a retention rule
  // Bytes that are still to be removed. What another row needs again is not among them.
  [[nodiscard]] virtual std::vector<Sha256> toRemove() = 0;
  // What was recorded of its checks goes as well.
  virtual void recordRemoved(const Sha256& id, Timestamp now) = 0;
  // Whether a row of the work names it that was not let go.
  [[nodiscard]] virtual bool named(const Sha256& id) = 0;
  // A row elsewhere names it: it is to be removed no more, unless it is let go once more.
  virtual void recordKept(const Sha256& id) = 0;
  struct LetGo {
    std::vector<Sha256> ids;
    std::int64_t last = 0;  // to go on from
  };
  // All that was let go after `number` (0: ever), in order, removed or not.
  [[nodiscard]] virtual LetGo letGoAfter(std::int64_t number) = 0;
  // The copy's document, if a row has it, lets go of its PDFs and page results, its fields and what
  // was said of its scan; its master goes with the last of its documents. `content` goes in any
  // case. Once for each `removed`, the moment the copy was taken away, is enough: bytes that came
  // in again go when a copy is taken away later.
  virtual void dispose(const std::string& copy_id, const Sha256& content, Timestamp removed) = 0;

  // --- how far a record kept elsewhere had come, so that a cut-off end is seen
  struct Anchor {
    std::int64_t number = 0;
    Sha256 chain;
    friend bool operator==(const Anchor&, const Anchor&) = default;
  };
  [[nodiscard]] virtual std::optional<Anchor> anchor(const std::string& record) = 0;
  // An anchor never goes back: an older one changes nothing.
  virtual void setAnchor(const std::string& record, const Anchor& anchor, Timestamp now) = 0;
};

}  // namespace sohoa::core
