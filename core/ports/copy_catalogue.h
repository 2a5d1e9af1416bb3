#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ports/errors.h"
#include "core/ports/warehouse.h"

namespace sohoa::core {

inline constexpr ErrorCode kCopyHeld{
    "warehouse.copy_held", Retry::kNever,
    "Bản sao đang được giữ theo yêu cầu (retention hold) nên không được tiêu huỷ.",
    "The copy is on hold (retention hold), so nothing may take it away."};
inline constexpr ErrorCode kCopyRemoved{
    "warehouse.copy_removed", Retry::kNever,
    "Bản sao này đã được tiêu huỷ theo quyết định khi hết thời hạn lưu giữ.",
    "This copy was disposed of, by a decision, when its time of keeping was over."};

// Why a copy is taken away.
struct Removal {
  std::string rule;
  std::string decision;  // number of the decision
  std::string person;    // who took it away
};

// What stays of a copy that was taken away.
struct Tombstone {
  std::int64_t number = 0;  // its place in the list of changes
  std::string copy_id;
  std::string kind;
  std::string unit;
  Sha256 content;
  Timestamp created;
  Timestamp removed;
  std::string rule;
  std::string decision;
  std::string person;
  Product product = Product::kDigitised;  // also where that was not noted
};

// What the copies that a search finds are: how many of each. `more`: perhaps not all were looked
// at, and every count is a lower bound.
struct CopyFacets {
  std::map<std::string, std::int64_t> kinds;
  std::map<std::string, std::int64_t> units;
  std::map<std::string, std::int64_t> years;  // of issue; "" unknown
  std::map<Product, std::int64_t> products;
  std::int64_t total = 0;
  bool more = false;
};

// A copy that no rule may take away.
struct CopyHold {
  std::string copy_id;
  std::string reason;
  std::string person;
  Timestamp since;
};

// The list of the copies a warehouse holds, with their full text. It knows the copies' digests, not
// their bytes. Rows are added and never changed; only a
// retention rule takes one away, and leaves a tombstone. Safe for several threads and processes.
class CopyCatalogue {
 public:
  virtual ~CopyCatalogue() = default;

  // Durable when it returns. An id that is there already with the same content gives its first
  // receipt; with other content Error(kCopyConflict); one that was taken away Error(kCopyRemoved).
  virtual DeliveryReceipt add(const SignedCopy& copy, Timestamp accepted) = 0;

  [[nodiscard]] virtual std::optional<DeliveryReceipt> receipt(
      const std::string& copy_id) const = 0;
  [[nodiscard]] virtual std::optional<SearchHit> find(const std::string& copy_id) const = 0;

  // All words must occur, in title, fields or text; "quoted words" stand together in that order;
  // the last word may go on. Words with marks rank copies that have them so before those that have
  // them otherwise; words without marks find all spellings. Equal rank: newest first. No words:
  // all. Throws Error(kBadQuery), and Error(kBadCursor) for a cursor of another query.
  [[nodiscard]] virtual SearchPage search(const SearchQuery& query) const = 0;

  // Of what search() finds in all its pages; the query's cursor and limit say nothing here. Looks
  // at `most` copies at the utmost, so that it takes no longer in a larger catalogue. Throws
  // Error(kBadQuery).
  [[nodiscard]] virtual CopyFacets facets(const SearchQuery& query, int most) const = 0;

  // The full text as it was delivered.
  [[nodiscard]] virtual std::optional<std::string> text(const std::string& copy_id) const = 0;

  // What was accepted after the copy with this number (0: from the first one on), oldest first;
  // `units` as in SearchQuery. A reader that goes on from `last` misses nothing and sees nothing
  // twice, also while copies come in.
  struct Changes {
    std::vector<SearchHit> copies;
    std::vector<Tombstone> removed;  // a copy is among these or those, never both
    std::int64_t last = 0;           // number to go on from
    bool more = false;
  };
  [[nodiscard]] virtual Changes changes(std::int64_t after,
                                        const std::optional<std::vector<std::string>>& units,
                                        int limit) const = 0;

  // --- retention
  // The copy with its text and its words goes, a tombstone stays; its bytes are the caller's to
  // remove. Throws Error(kNoSuchCopy), Error(kCopyHeld).
  virtual void remove(const std::string& copy_id, const Removal& why, Timestamp now) = 0;
  [[nodiscard]] virtual std::optional<Tombstone> tombstone(const std::string& copy_id) const = 0;
  // Those behind a number, in order.
  [[nodiscard]] virtual std::vector<Tombstone> tombstones(
      std::int64_t after, const std::optional<std::vector<std::string>>& units,
      int limit) const = 0;
  // A hold that is there stays as it is. Throws Error(kNoSuchCopy).
  virtual void hold(const std::string& copy_id, const std::string& reason,
                    const std::string& person, Timestamp now) = 0;
  // Throws Error(kNoSuchCopy) when there is no hold.
  virtual void release(const std::string& copy_id, const std::string& person, Timestamp now) = 0;
  [[nodiscard]] virtual std::vector<CopyHold> holds() const = 0;

  // Which life of the catalogue this is: numbers of changes hold within one. A restore begins
  // another.
  [[nodiscard]] virtual std::string incarnation() const = 0;
  virtual void beginAnew() = 0;

  // Calls `visit` for every copy, in the order they were accepted. Those added meanwhile may or may
  // not be seen. `visit` may take its time.
  virtual void forEach(const std::function<void(const DeliveryReceipt&)>& visit) const = 0;
};

}  // namespace sohoa::core
