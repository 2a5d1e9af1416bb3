#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/ports/errors.h"
#include "core/ports/warehouse.h"

namespace sohoa::core {

// The list of the copies a warehouse holds, with their full text. It knows the copies' digests, not
// their bytes. Rows are added and never changed. Safe for several threads and processes.
class CopyCatalogue {
 public:
  virtual ~CopyCatalogue() = default;

  // Durable when it returns. An id that is there already with the same content gives its first
  // receipt; with other content Error(kCopyConflict).
  virtual DeliveryReceipt add(const SignedCopy& copy, Timestamp accepted) = 0;

  [[nodiscard]] virtual std::optional<DeliveryReceipt> receipt(
      const std::string& copy_id) const = 0;
  [[nodiscard]] virtual std::optional<SearchHit> find(const std::string& copy_id) const = 0;

  // All words must occur, in title, fields or text; "quoted words" stand together in that order;
  // the last word may go on. Words with marks rank copies that have them so before those that have
  // them otherwise; words without marks find all spellings. Equal rank: newest first. No words:
  // all. Throws Error(kBadQuery), and Error(kBadCursor) for a cursor of another query.
  [[nodiscard]] virtual SearchPage search(const SearchQuery& query) const = 0;

  // The full text as it was delivered.
  [[nodiscard]] virtual std::optional<std::string> text(const std::string& copy_id) const = 0;

  // What was accepted after the copy with this number (0: from the first one on), oldest first;
  // `units` as in SearchQuery. A reader that goes on from `last` misses nothing and sees nothing
  // twice, also while copies come in.
  struct Changes {
    std::vector<SearchHit> copies;
    std::int64_t last = 0;  // number to go on from
    bool more = false;
  };
  [[nodiscard]] virtual Changes changes(std::int64_t after,
                                        const std::optional<std::vector<std::string>>& units,
                                        int limit) const = 0;

  // Calls `visit` for every copy, in the order they were accepted. Those added meanwhile may or may
  // not be seen. `visit` may take its time.
  virtual void forEach(const std::function<void(const DeliveryReceipt&)>& visit) const = 0;
};

}  // namespace sohoa::core
