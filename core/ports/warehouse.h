#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/appearance.h"
#include "core/clock.h"
#include "core/digest.h"
#include "core/document.h"

namespace sohoa::core {

// A signed copy on its way into the warehouse.
struct SignedCopy {
  std::string id;  // stable; also the idempotency key
  Product product = Product::kDigitised;
  std::string kind;   // profile id
  std::string title;  // for people
  std::string unit;   // office that delivers
  std::string batch;
  std::string case_file;
  std::string subject;  // id number of the person or organisation, or empty
  std::map<std::string, FieldContent> fields;
  std::string text;  // full text, NFC
  int pages = 0;
  std::string level;  // "B-T"
  Sha256 content;     // of the PDF, already in the blob store
  std::uint64_t size = 0;
  Timestamp created;
};

struct DeliveryReceipt {
  std::string copy_id;
  Sha256 content;
  Timestamp accepted;
};

struct SearchQuery {
  std::string words;  // with or without tone marks; may be empty
  std::optional<std::string> subject;
  std::optional<std::string> kind;
  std::optional<std::string> number = {};              // field so_ky_hieu, as normalised
  std::optional<std::string> issued_from = {};         // field ngay_ban_hanh, YYYY-MM-DD
  std::optional<std::string> issued_until = {};        // this day included
  std::optional<std::vector<std::string>> units = {};  // only copies of these offices
  std::optional<Product> product = {};
  std::optional<std::string> cursor;  // from an earlier page of results
  int limit = 20;                     // 1..200
};

struct SearchHit {
  std::string id;
  Product product = Product::kDigitised;
  std::string kind;
  std::string title;
  std::map<std::string, FieldContent> fields;
  int pages = 0;
  std::string level;
  Sha256 content;
  Timestamp created;
  std::string unit = {};  // office that delivered it
  std::string case_file = {};
  std::string subject = {};
  std::uint64_t size = 0;  // of the PDF, bytes
  Timestamp accepted = {};
};

struct SearchPage {
  std::vector<SearchHit> hits;      // best first; equal rank: newest first
  std::optional<std::string> next;  // cursor; opaque
};

// Takes signed copies for keeping, and gives them out. Safe for several threads and processes.
class Warehouse {
 public:
  virtual ~Warehouse() = default;

  // May be called again for a copy already accepted (a worker can die between the answer and the
  // commit of its job); the first receipt is then returned. Throws Error; transient when a later
  // attempt may succeed. The same id with other content is Error(kCopyConflict).
  [[nodiscard]] virtual DeliveryReceipt deliver(const SignedCopy& copy) = 0;

  // Words typed with tone marks find exact matches first; without marks they find all spellings.
  [[nodiscard]] virtual SearchPage search(const SearchQuery& query) const = 0;

  [[nodiscard]] virtual std::optional<SearchHit> find(const std::string& copy_id) const = 0;

  // Writes the PDF to `out` atomically, after checking its digest. Throws Error(kNoSuchCopy).
  virtual void fetch(const std::string& copy_id, const std::filesystem::path& out) const = 0;
};

}  // namespace sohoa::core
